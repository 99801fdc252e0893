/** Runs: a small record to list and a large state to go on from, written together. Their shapes are train's. */
import { database, put, readMany, remove, valuesOf } from './database';

const runs = database('runs');
const RECORD = 'record/';
const STATE = 'state/';

export interface StoredRun<R, S> {
  run: R;
  state: S;
}

export interface RunStore<R, S> {
  /** records only, the last written first */
  list(): Promise<R[]>;
  /** undefined where there is no such run */
  load(id: string): Promise<StoredRun<R, S> | undefined>;
  /** Record and state in one transaction: a killed tab leaves both of this write or both of the one before. */
  save(run: R, state: S): Promise<void>;
  delete(id: string): Promise<void>;
}

export function createRunStore<R extends { id: string; updated: number }, S>(): RunStore<R, S> {
  return {
    async list() {
      const records = await valuesOf<R>(runs, RECORD);
      return records.sort((a, b) => b.updated - a.updated);
    },
    async load(id) {
      const [run, state] = await readMany<R | S>(runs, [RECORD + id, STATE + id]);
      return run && state && { run: run as R, state: state as S };
    },
    save: (run, state) => put(runs, [[RECORD + run.id, run], [STATE + run.id, state]]),
    delete: (id) => remove(runs, [RECORD + id, STATE + id]),
  };
}
