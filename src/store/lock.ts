/** Web Locks: what only one tab of this origin may do at a time. The browser frees a lock when its tab dies. */
import { Failure } from '../failure';

const TRAINER = 'pseudoword-trainer';
const MODEL_WRITERS = 'pseudoword-model-writers';
const BUNDLE = 'pseudoword-bundle';

/** One trainer per origin. Throws `run.busy` where another tab, or another run of this one, holds the lock. */
export async function withTrainerLock<T>(run: () => Promise<T>): Promise<T> {
  return navigator.locks.request(TRAINER, { ifAvailable: true }, (lock) => {
    if (!lock) throw new Failure('run.busy');
    return run();
  });
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

/** A second tab waits for the first instead of fetching the same model beside it. */
export async function whileUnpackingBundle<T>(unpack: () => Promise<T>): Promise<T> {
  return navigator.locks.request(BUNDLE, unpack);
}
