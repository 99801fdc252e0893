/** Web Locks: what only one tab of this origin may do at a time. The browser frees a lock when its tab dies. */
import { Failure } from '../failure';

const TRAINER = 'pseudoword-trainer';
const MODEL_WRITERS = 'pseudoword-model-writers';
const MODEL_RECORDS = 'pseudoword-model-records';
const IMPORTER = 'pseudoword-importer';
const BUNDLE = 'pseudoword-bundle';

/** One trainer per origin. Throws `run.busy` where another tab, or another run of this one, holds the lock. */
export async function withTrainerLock<T>(run: () => Promise<T>): Promise<T> {
  return navigator.locks.request(TRAINER, { ifAvailable: true }, (lock) => {
    if (!lock) throw new Failure('run.busy');
    return run();
  });
}

/** Is a run under way, in this tab or another? */
export async function trainerIsBusy(): Promise<boolean> {
  // To ask for the lock would be to hold it: a run that starts just then would be refused.
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name, mode }) => name === TRAINER && mode === 'exclusive');
}

/** Resolves once no run is under way, in no tab. */
export async function whenTrainerFree(): Promise<void> {
  await navigator.locks.request(TRAINER, { mode: 'shared' }, async () => undefined);
}

/** Held by each import of a model, so that no other tab takes its shards for leftovers. */
export async function whileWritingModel<T>(write: () => Promise<T>): Promise<T> {
  return navigator.locks.request(MODEL_WRITERS, { mode: 'shared' }, write);
}

/** Runs `sweep` unless a tab is writing a model just now. */
export async function unlessWritingModel(sweep: () => Promise<void>): Promise<void> {
  await navigator.locks.request(MODEL_WRITERS, { mode: 'exclusive', ifAvailable: true }, async (lock) => {
    if (lock) await sweep();
  });
}

/** Manifests refer to each other's shards: what reads some and changes one has them to itself. */
export async function whileChangingModels<T>(change: () => Promise<T>): Promise<T> {
  return navigator.locks.request(MODEL_RECORDS, change);
}

/** One import per origin. Throws `import.busy` where another tab, or another import of this one, holds the lock. */
export async function withImporterLock<T>(run: () => Promise<T>): Promise<T> {
  return navigator.locks.request(IMPORTER, { ifAvailable: true }, (lock) => {
    if (!lock) throw new Failure('import.busy');
    return whileWritingModel(run);
  });
}

/** Is an import under way, in this tab or another? */
export async function importIsRunning(): Promise<boolean> {
  // To ask for the lock would be to hold it: an import that starts just then would be refused.
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === IMPORTER);
}

/** A second tab waits for the first instead of fetching the same model beside it. */
export async function whileUnpackingBundle<T>(unpack: () => Promise<T>): Promise<T> {
  return navigator.locks.request(BUNDLE, unpack);
}
