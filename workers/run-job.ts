/** A run with all it needs from the store: record, state, pictures at the training size, places to write to. */
import type { Device } from '../src/engine/device';
import { Failure, failureData } from '../src/failure';
import type { Model } from '../src/nets/model';
import { loadEmbedding } from '../src/store/embeddings';
import { withTrainerLock } from '../src/store/lock';
import { createRunStore } from '../src/store/runs';
import { parseWordName } from '../src/text/word-name';
import type { Control } from '../src/train/loop/control';
import { checkBest } from '../src/train/loop/best';
import { parseRates } from '../src/train/rates/learning-rate';
import type { TrainMessage } from '../src/train/messages';
import type { Run, RunPersistence, RunState } from '../src/train/records';
import type { RunSettings } from '../src/train/settings';
import type { StartWord } from '../src/train/start/start';
import { train } from '../src/train/train';
import { checkNames, trainedWords } from '../src/train/prompts/words';
import type { StartRequest } from './api';
import { sharedTokenizer } from './assets';
import { latentCache, latentEncoder } from './latent-source';
import { pictureSizes } from './picture-sizes';
import { openImages, trainPicturesOf, type WordPicture } from './prepare-pictures';
import { RunClock } from './run-clock';
import { loadPictures } from './run-pictures';
import { openWordWriter } from './run-words';
import { tuningStore } from './tunings';
import { usedWords } from './used-words';

declare const __APP_VERSION__: string;

const runs = createRunStore<Run, RunState>();

export interface OpenedRun {
  run: Run;
  state?: RunState;
  pictures: WordPicture[];
}

export type RunSource = ({ kind: 'new' } & StartRequest) | { kind: 'stored'; runId: string };

/** Throws `run.not-found`, `picture.none`, `word.*`, `rate.*`, `settings.best-evaluation`. */
export async function openRun(source: RunSource): Promise<OpenedRun> {
  const stored = source.kind === 'new' ? { run: newRun(source), state: undefined } : await runs.load(source.runId);
  if (!stored) throw new Failure('run.not-found');
  checkSettings(stored.run.settings);
  checkNames(trainedWords(stored.run.settings), await sharedTokenizer());
  return { ...stored, pictures: await loadPictures(stored.run) };
}

function newRun({ id = crypto.randomUUID(), modelId, datasetId, settings }: StartRequest): Run {
  const now = Date.now();
  const made = { version: __APP_VERSION__, kernels: '' };
  return { id, modelId, datasetId, settings, status: 'running', created: now, updated: now, made };
}

function checkSettings(settings: RunSettings): void {
  for (const word of [settings, ...(settings.further ?? [])]) {
    word.name = parseWordName(word.name);
    const { vectors } = word;
    if (!(Number.isInteger(vectors) && vectors >= 1 && vectors <= 75)) throw new Failure('word.vectors', { value: vectors });
  }
  parseRates(settings.rate, settings.steps);
  checkBest(settings);
}

export interface JobParts extends OpenedRun {
  device: Device;
  model: Model;
  control: Control;
  listen: (message: TrainMessage) => void;
}

/** Takes the trainer's lock and starts; resolves once the lock is held. Throws `run.busy`. */
export function runJob(parts: JobParts): Promise<{ ended: Promise<void> }> {
  return new Promise((accept, refuse) => {
    const ended: Promise<void> = withTrainerLock(async () => {
      accept({ ended });
      await trainPictures(parts);
    });
    ended.catch(refuse);
  });
}

async function trainPictures({ pictures, ...parts }: JobParts): Promise<void> {
  const clock = new RunClock(parts.run.seconds ?? 0);
  const job = { ...parts, listen: clock.hearing(parts.listen) };
  const persistence = await persistenceOf(job.run, clock, job.state);
  const images = openImages();
  try {
    const prepared = trainPicturesOf(pictures, pictureSizes(job.model, job.run.settings, pictures), images);
    const encoder = await latentEncoder(job.run, job.model);
    const cache = await latentCache(job.run, job.device);
    const tokenizer = await sharedTokenizer();
    if (!job.state) job.run.words = await usedWords(job.run, pictures.map(({ caption }) => caption), job.model, tokenizer);
    const tunings = tuningStore(job.device, job.model);
    await train({ ...job, encoder, pictures: prepared, cache, persistence, tunings, tokenizer, library: startWord });
  } catch (error) {
    job.listen({ kind: 'failed', failure: failureData(error), step: job.state?.step ?? 0, resumable: job.state !== undefined });
  } finally {
    images.close();
  }
}

/** A word of two encoders is for SDXL, and none to start from. */
async function startWord(id: string): Promise<StartWord | undefined> {
  const word = await loadEmbedding(id);
  return word && !word.clipG ? { name: word.name, width: word.width, vectors: word.values.vectors } : undefined;
}

/** Every write also brings the word up to date, so that “save now” gives something to download. `begun`: of a run that goes on. */
async function persistenceOf(run: Run, clock: RunClock, begun?: RunState): Promise<RunPersistence> {
  const writeWords = await openWordWriter(run, begun);
  return {
    async save(record, state) {
      record.seconds = clock.seconds;
      await runs.save(record, state);
      if (state.step > 0) await writeWords(record, state);
    },
  };
}
