/** A run with all it needs from the store: record, state, pictures at the training size, places to write to. */
import type { Device } from '../src/engine/device';
import { Failure, failureData } from '../src/failure';
import type { Model } from '../src/nets/model';
import { loadDataset } from '../src/store/datasets';
import { keepVersion, loadEmbedding, saveEmbedding } from '../src/store/embeddings';
import { withTrainerLock } from '../src/store/lock';
import { listModels } from '../src/store/models';
import type { Embedding, Picture } from '../src/store/records';
import { createRunStore } from '../src/store/runs';
import { parseWordName } from '../src/text/word-name';
import type { Control } from '../src/train/control';
import { parseRates } from '../src/train/learning-rate';
import type { TrainMessage } from '../src/train/messages';
import type { Run, RunPersistence, RunState } from '../src/train/records';
import type { RunSettings } from '../src/train/settings';
import { pixelSize } from '../src/train/size';
import type { StartWord } from '../src/train/start';
import { train } from '../src/train/train';
import type { StartRequest } from './api';
import { sharedTokenizer } from './assets';
import { latentCache, latentEncoder } from './latent-source';
import { preparePictures } from './prepare-pictures';
import { RunClock } from './run-clock';
import { usedWords } from './used-words';

declare const __APP_VERSION__: string;

const runs = createRunStore<Run, RunState>();

export interface OpenedRun {
  run: Run;
  state?: RunState;
  pictures: Picture[];
}

export type RunSource = ({ kind: 'new' } & StartRequest) | { kind: 'stored'; runId: string };

/** Throws `run.not-found`, `picture.none`, `word.*`, `rate.*`. */
export async function openRun(source: RunSource): Promise<OpenedRun> {
  const stored = source.kind === 'new' ? { run: newRun(source), state: undefined } : await runs.load(source.runId);
  if (!stored) throw new Failure('run.not-found');
  checkSettings(stored.run.settings);
  const dataset = await loadDataset(stored.run.datasetId);
  if (!dataset?.pictures.length) throw new Failure('picture.none');
  return { ...stored, pictures: dataset.pictures };
}

function newRun({ id = crypto.randomUUID(), modelId, datasetId, settings }: StartRequest): Run {
  const now = Date.now();
  const made = { version: __APP_VERSION__, kernels: '' };
  return { id, modelId, datasetId, settings, status: 'running', created: now, updated: now, made };
}

function checkSettings(settings: RunSettings): void {
  settings.name = parseWordName(settings.name);
  const { vectors } = settings;
  if (!(Number.isInteger(vectors) && vectors >= 1 && vectors <= 75)) throw new Failure('word.vectors', { value: vectors });
  parseRates(settings.rate, settings.steps);
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
  const size = pixelSize(job.model, job.run.settings);
  const persistence = await persistenceOf(job.run, clock, job.state);
  try {
    const encoder = await latentEncoder(job.run, job.model);
    const cache = await latentCache(job.run, size, job.device);
    const prepared = await preparePictures(pictures, size);
    const tokenizer = await sharedTokenizer();
    if (!job.state) job.run.words = await usedWords(job.run, pictures.map(({ caption }) => caption), job.model, tokenizer);
    await train({ ...job, encoder, pictures: prepared, cache, persistence, tokenizer, library: startWord });
  } catch (error) {
    job.listen({ kind: 'failed', failure: failureData(error), step: job.state?.step ?? 0, resumable: job.state !== undefined });
  }
}

/** A word of two encoders is for SDXL, and none to start from. */
async function startWord(id: string): Promise<StartWord | undefined> {
  const word = await loadEmbedding(id);
  return word && !word.clipG ? { name: word.name, width: word.width, vectors: word.values.vectors } : undefined;
}

/** Every write also brings the word up to date, so that “save now” gives something to download. `begun`: of a run that goes on. */
async function persistenceOf(run: Run, clock: RunClock, begun?: RunState): Promise<RunPersistence> {
  const model = (await listModels()).find(({ id }) => id === run.modelId);
  const made = { modelName: model?.name ?? run.modelId, modelHash: model?.shortHash };
  let shown = begun?.previews.at(-1)?.step ?? 0;
  return {
    async save(record, state) {
      record.seconds = clock.seconds;
      await runs.save(record, state);
      if (state.step === 0) return;
      await saveEmbedding({ ...embeddingOf(record, state), ...made }, state.initial);
      const last = state.previews.at(-1)?.step ?? 0;
      const ended = record.status === 'done' || record.status === 'stopped';
      if (last > shown || ended || record.settings.preview.every === 0) await keepState(record, state, shown);
      shown = last;
    },
  };
}

/**
 * A version for each state with a new picture, and for the last one: what a person chooses from. A run without pictures
 * keeps each state that is written. `shown`: step of the
 * last version's picture. A picture may be some steps older than the state it is kept with, where saving came later.
 */
function keepState({ id }: Run, { step, vectors, initial, previews }: RunState, shown: number): Promise<void> {
  const last = previews.at(-1);
  const preview = last && (last.step > shown || last.step === step) ? last.png : undefined;
  return keepVersion(id, { step, created: Date.now(), preview }, { vectors, start: initial });
}

function embeddingOf(run: Run, state: RunState): Omit<Embedding, 'modelName'> {
  const count = run.settings.vectors;
  const { vectors, step } = state;
  const preview = state.previews.at(-1)?.png;
  const width = vectors.length / count;
  return { id: run.id, name: run.settings.name, vectors, count, width, step, runId: run.id, preview, created: run.created };
}

