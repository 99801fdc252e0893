/** @file A whole run, from pictures to the last written state. */
import { alphasCumprod } from '../diffusion/schedule';
import { adapterName, type Device } from '../engine/device';
import { kernelTable } from '../engine/kernel-table';
import type { Runtime } from '../engine/runtime';
import { Failure, failureData } from '../failure';
import type { Model } from '../nets/model';
import type { Tokenizer } from '../text/tokenizer';
import type { Control } from './loop/control';
import { GpuSession, type ResidentListener } from './step/gpu-session';
import { encodePictures, type LatentCache, type LatentEncoder, type TrainPicture } from './samples/latents';
import { isAveraged } from './step/learned';
import { changesOf, checkChange, checkPreviewPrompt } from './loop/live';
import { Loop } from './loop/loop';
import type { TrainMessage } from './messages';
import { loadRun } from './step/load-run';
import { pictureMasks } from './samples/masks';
import { promptShapes } from './prompts/prompt-shapes';
import { PromptBook } from './prompts/prompts';
import type { Run, RunPersistence, RunState } from './records';
import { Rates } from './rates/rates';
import { Reporter } from './loop/reporter';
import { distinctSizes, inLatents, latentSize, numbersBySize } from './size';
import type { LiveSettings } from './settings';
import type { StartSource } from './start/start';
import { textsOf } from './step/run-steps';
import { startScalars } from './step/step-graph';
import { startWords } from './start/start-words';
import { meanTokenNorm } from './start/token-norm';
import type { TuningStore } from './tuning/kept';
import { tunedDevice } from './tuning/tune';
import { vectorCount } from './prompts/words';

export interface TrainJob {
  run: Run;
  /** of a run that goes on */
  state?: RunState;
  device: Device;
  model: Model;
  /** makes the latents instead of the model's own VAE */
  encoder?: LatentEncoder;
  tokenizer: Tokenizer;
  pictures: readonly TrainPicture[];
  cache: LatentCache;
  /** words to start from */
  library: StartSource['library'];
  persistence: RunPersistence;
  /** where measured tiles are kept; absent: none are measured */
  tunings?: TuningStore;
  control: Control;
  listen: (message: TrainMessage) => void;
}

/** Never rejects: the last message is `done` or `failed`. */
export async function train(job: TrainJob): Promise<void> {
  const written = new Written(job.persistence, job.state);
  try {
    const running = prepareAndRun({ ...job, persistence: written });
    running.catch(() => {}); // after a loss nobody waits for it, and some of what it waits for may never come
    await Promise.race([running, job.device.lost]);
  } catch (error) {
    await fail({ ...job, persistence: written }, written.state, error);
  }
}

/** Remembers the state last written: after a failure that is what there is to go on from. */
class Written implements RunPersistence {
  constructor(
    private readonly inner: RunPersistence,
    public state: RunState | undefined,
  ) {}

  async save(run: Run, state: RunState): Promise<void> {
    await this.inner.save(run, state);
    const { log, evals, previews } = state;
    this.state = { ...state, log: [...log], evals: [...evals], previews: [...previews] };
  }
}

async function prepareAndRun(job: TrainJob): Promise<void> {
  const { run, model, pictures, listen } = job;
  const { settings } = run;
  const changes = changesOf(run);
  const rates = new Rates(settings, changes);
  const book = new PromptBook({ ...settings, pad: model.pad, words: run.words }, job.tokenizer, (ids) => model.tokens.rows(ids));
  const phase = (name: 'encoding') => (done: number, total: number) => listen({ kind: 'phase', phase: name, done, total });
  const resident: ResidentListener = (parts, bytes) => listen({ kind: 'resident', parts, bytes });
  const posteriors = await encodePictures(job.device, job.encoder ?? model, pictures, job.cache, phase('encoding'), resident);
  const masks = await pictureMasks(pictures, settings, model.factor);
  const encoded = pictures.map(({ id, caption, word, size }, i) => ({ id, posterior: posteriors[i], size: inLatents(model, size), caption, word, mask: masks[i] }));
  const captions = pictures.map(({ caption, word }) => ({ text: caption, word }));
  const sizes = distinctSizes(encoded.map(({ size }) => size));
  const shapes = { ...promptShapes({ ...settings, replay: changes }, captions, book, numbersBySize(encoded.map(({ size }) => size))), sizes };
  const device = await tunedDevice({ ...job, shapes });
  const runtime = await loadRun({ ...job, device, shapes });
  try {
    const state = job.state ?? (await newState(job, model));
    writeStates(runtime, state);
    checkKernels(run, runtime, listen);
    tellStart(job, runtime, state, rates);
    const tokenNorm = await meanTokenNorm(model.tokens);
    const alphas = alphasCumprod(model.schedule);
    const session = new GpuSession({ device, model, runtime, settings, book, alphas, pictures: encoded, previewed: state.previews.length, previewRows: Math.min(...shapes.preview.pairs), texts: textsOf(settings, shapes), reach: shapes.reach, tokenNorm, resident });
    const reporter = new Reporter(listen, (done) => rates.endAt(done));
    const check = (change: LiveSettings): void => {
      checkChange(change, settings.steps, state.step);
      checkPreviewPrompt(change.previewPrompt, settings, shapes.preview, book);
    };
    job.control.checkBy(check, (reason) => listen({ kind: 'warning', warning: failureData(reason) }));
    const loop = new Loop({ ...job, state, session, reporter, rates, pictures: pictures.length, tokenNorm });
    await runLoop(job, loop, state);
    listen({ kind: 'done', step: state.step, embeddingId: run.id, stopped: run.status === 'stopped' });
  } finally {
    runtime.destroy();
  }
}

async function runLoop({ run, control, persistence }: TrainJob, loop: Loop, state: RunState): Promise<void> {
  run.status = 'running';
  delete run.failure;
  if (state.step === 0) await persistence.save(run, state);
  try {
    await loop.go();
  } catch (error) {
    await keepLastGood(loop, error);
    throw error;
  }
  run.status = control.stopped ? 'stopped' : 'done';
  await loop.save();
}

/** After a failure of the run's own the vectors are still good: gradients that are not finite were never applied. */
async function keepLastGood(loop: Loop, error: unknown): Promise<void> {
  if (!(error instanceof Failure && error.code.startsWith('run.'))) return;
  await loop.settle();
  await loop.save();
}

async function newState({ run, tokenizer, library, listen }: TrainJob, model: Model): Promise<RunState> {
  const lookUp = (ids: Int32Array) => model.tokens.rows(ids);
  const { vectors, warnings } = await startWords(run.settings, { width: model.text.width, tokenizer, lookUp, library });
  for (const warning of warnings) listen({ kind: 'warning', warning: failureData(warning) });
  const zeros = (): Float32Array => new Float32Array(vectors.length);
  const size = { batch: run.settings.batch, ...latentSize(model, run.settings), vectors: vectorCount(run.settings) };
  const scalars = startScalars(size, model.unet.outChannels);
  const ema = isAveraged(run.settings) ? { ema: vectors.slice() } : {};
  return { step: 0, vectors, initial: vectors.slice(), moment1: zeros(), moment2: zeros(), scalars, ...ema, log: [], evals: [], previews: [] };
}

function writeStates(runtime: Runtime, state: RunState): void {
  for (const name of ['vectors', 'moment1', 'moment2', 'scalars'] as const) runtime.writeState(name, state[name]);
  if (state.ema) runtime.writeState('ema', state.ema);
}

/** Another kernel table may round differently: said, not hidden. */
function checkKernels(run: Run, runtime: Runtime, listen: TrainJob['listen']): void {
  const now = kernelTable(runtime.plan);
  if (run.made.kernels && run.made.kernels !== now) listen({ kind: 'warning', warning: { code: 'run.kernels-changed', values: {} } });
  run.made.kernels ||= now;
}

function tellStart({ run, device, listen }: TrainJob, runtime: Runtime, { step }: RunState, rates: Rates): void {
  const steps = rates.endAt(step);
  listen({ kind: 'started', runId: run.id, memoryBytes: runtime.plan.bytes, adapter: adapterName(device.info), storage: device.storage, step, steps });
}

/** What was written last stays; where there is a newer good state it is written with the failure. */
async function fail(job: TrainJob, state: RunState | undefined, error: unknown): Promise<void> {
  const { run, persistence, listen } = job;
  run.status = 'failed';
  run.failure = failureData(error);
  run.updated = Date.now();
  if (state) await persistence.save(run, state).catch(() => {}); // a full store is what may have failed
  listen({ kind: 'failed', failure: run.failure, step: state?.step ?? 0, resumable: state !== undefined });
}
