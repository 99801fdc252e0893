/**
 * Runs: a small record to list and a large state to go on from, written together. Their shapes are train's. What only
 * grows (log, evaluations, previews) lies in chunks of its own, so that a save is as long as what is new.
 */
import { database, put, read, readMany, remove, update, valuesOf } from './database';
import { chunkKeys, joinChunks, joinColumn, joinColumns, lengthsOf, listKeys, newChunks, NO_LENGTHS, withoutLists, type Columns, type Growing, type Lengths } from './growing';

const runs = database('runs');
const RECORD = 'record/';
const STATE = 'state/';
/** how much of each list is there; runs of earlier versions have none, their lists lie in the state */
const LENGTHS = 'lengths/';

export interface StoredRun<R, S> {
  run: R;
  state: S;
}

/** `state.log` is empty where the log is in columns; logs of earlier versions are records. */
export interface OpenedRun<R, S> extends StoredRun<R, S> {
  log?: Columns;
}

/** What a list shows of a run that has begun. */
export interface RunOutline<S extends Growing> {
  /** of every step, in order */
  losses: Float64Array;
  evals: NonNullable<S['evals']>;
  /** the last ones, as many as were asked for */
  previews: NonNullable<S['previews']>;
  /** how many there are */
  previewCount: number;
}

export interface RunStore<R, S extends Growing> {
  /** records only, the last written first */
  list(): Promise<R[]>;
  /** undefined where there is no such run */
  load(id: string): Promise<StoredRun<R, S> | undefined>;
  /** The same for looking at it: a log of 100,000 steps as columns takes a fiftieth of the time that its records take. */
  open(id: string): Promise<OpenedRun<R, S> | undefined>;
  /**
   * Record and state in one transaction: a killed tab leaves both of this write or both of the one before. Lists must begin as
   * those that were written last; entries behind them are added.
   */
  save(run: R, state: S): Promise<void>;
  /** Read without making records of a long log; undefined where there is no such run, or it has not begun. */
  outline(id: string, previews?: number): Promise<RunOutline<S> | undefined>;
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
    async open(id) {
      const [run, state, lengths] = await readMany<unknown>(runs, [RECORD + id, STATE + id, LENGTHS + id]);
      if (!run || !state) return undefined;
      return { run: run as R, ...(await opened(id, state as S, lengths as Lengths | undefined)) };
    },
    save: (run, state) => update<Lengths>(runs, [LENGTHS + run.id], ([written = NO_LENGTHS]) => entries(run, state, written)),
    async outline(id, previews = 1) {
      const [state, lengths] = await readMany<unknown>(runs, [STATE + id, LENGTHS + id]);
      if (!state) return undefined;
      return (lengths ? await outlineOf(id, lengths as Lengths, previews) : oldOutline(state as Growing, previews)) as RunOutline<S>;
    },
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

async function opened<S extends Growing>(id: string, state: S, lengths?: Lengths): Promise<{ state: S; log?: Columns }> {
  if (!lengths) return { state };
  const steps = listKeys(id, lengths, 'log');
  const rest = { ...lengths, log: 0 };
  const chunks = await readMany(runs, [...steps, ...chunkKeys(id, rest)]);
  return { state: { ...state, ...joinChunks(rest, chunks.slice(steps.length)) }, log: joinColumns(chunks.slice(0, steps.length), lengths.log) };
}

async function outlineOf(id: string, lengths: Lengths, most: number): Promise<RunOutline<Growing>> {
  const [log, evals, pictures] = (['log', 'evals', 'previews'] as const).map((name) => listKeys(id, lengths, name));
  const chunks = await readMany(runs, [...log, ...evals, ...pictures.slice(-most)]);
  const measured = chunks.slice(log.length, log.length + evals.length).flat().slice(0, lengths.evals);
  const previews = chunks.slice(log.length + evals.length).flat();
  return { losses: joinColumn(chunks.slice(0, log.length), 'loss', lengths.log), evals: measured, previews, previewCount: lengths.previews };
}

/** Of a run of earlier versions, whose lists lie in its state. */
function oldOutline({ log = [], evals = [], previews = [] }: Growing, most: number): RunOutline<Growing> {
  const losses = Float64Array.from(log as { loss: number }[], ({ loss }) => loss);
  return { losses, evals, previews: previews.slice(-most), previewCount: previews.length };
}
