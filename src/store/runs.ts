/**
 * Runs: a small record to list and a large state to go on from, written together. Their shapes are train's. What only
 * grows (log, evaluations, previews) lies in chunks of its own, so that a save is as long as what is new.
 */
import { database, put, read, readMany, remove, update, valuesOf } from './database';
import { chunkKeys, joinChunks, lengthsOf, newChunks, NO_LENGTHS, withoutLists, type Growing, type Lengths } from './growing';

const runs = database('runs');
const RECORD = 'record/';
const STATE = 'state/';
/** how much of each list is there; runs of earlier versions have none, their lists lie in the state */
const LENGTHS = 'lengths/';

export interface StoredRun<R, S> {
  run: R;
  state: S;
}

export interface RunStore<R, S> {
  /** records only, the last written first */
  list(): Promise<R[]>;
  /** undefined where there is no such run */
  load(id: string): Promise<StoredRun<R, S> | undefined>;
  /**
   * Record and state in one transaction: a killed tab leaves both of this write or both of the one before. Lists must begin as
   * those that were written last; entries behind them are added.
   */
  save(run: R, state: S): Promise<void>;
  /** Records only, in one transaction: runs that have not begun have no state. */
  put(runs: readonly R[]): Promise<void>;
  delete(id: string): Promise<void>;
}

export function createRunStore<R extends { id: string; updated: number }, S extends Growing>(): RunStore<R, S> {
  return {
    async list() {
      const records = await valuesOf<R>(runs, RECORD);
      return records.sort((a, b) => b.updated - a.updated);
    },
    async load(id) {
      const [run, state, lengths] = await readMany<unknown>(runs, [RECORD + id, STATE + id, LENGTHS + id]);
      if (!run || !state) return undefined;
      return { run: run as R, state: (lengths ? { ...state, ...(await lists(id, lengths as Lengths)) } : state) as S };
    },
    save: (run, state) => update<Lengths>(runs, [LENGTHS + run.id], ([written = NO_LENGTHS]) => entries(run, state, written)),
    put: (records) => put(runs, records.map((run) => [RECORD + run.id, run])),
    async delete(id) {
      const lengths = await read<Lengths>(runs, LENGTHS + id);
      await remove(runs, [RECORD + id, STATE + id, LENGTHS + id, ...(lengths ? chunkKeys(id, lengths) : [])]);
    },
  };
}

function entries(run: { id: string }, state: Growing, written: Lengths): [string, unknown][] {
  const { id } = run;
  return [[RECORD + id, run], [STATE + id, withoutLists(state)], ...newChunks(id, state, written), [LENGTHS + id, lengthsOf(state)]];
}

async function lists(id: string, lengths: Lengths): Promise<Growing> {
  return joinChunks(lengths, await readMany(runs, chunkKeys(id, lengths)));
}
