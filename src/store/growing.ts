/**
 * @file Lists that only grow, in chunks of their own: saving writes what is new and the chunk it begins in, whatever has
 * been written before. Numbers that a run logs go in columns: a tenth of the time that as many small objects take.
 */

/** Entries of a chunk, by the list's name. Previews are pictures: each is written once. */
const CHUNKS = { log: 1024, evals: 64, previews: 1 } as const;

type ListName = keyof typeof CHUNKS;
const NAMES = Object.keys(CHUNKS) as ListName[];

/** A step's numbers; what is undefined was not measured. */
type Numbers = Record<string, number | undefined>;

export interface Growing {
  log?: readonly object[];
  evals?: readonly unknown[];
  previews?: readonly unknown[];
}

export type Lengths = Record<ListName, number>;

export const NO_LENGTHS: Lengths = { log: 0, evals: 0, previews: 0 };

export const lengthsOf = (state: Growing): Lengths =>
  Object.fromEntries(NAMES.map((name) => [name, state[name]?.length ?? 0])) as Lengths;

/** All but the lists. */
export function withoutLists<S extends Growing>(state: S): Omit<S, ListName> {
  const rest: Partial<S> = { ...state };
  for (const name of NAMES) delete rest[name];
  return rest as Omit<S, ListName>;
}

const chunkKey = (id: string, name: ListName, chunk: number): string => `${name}/${id}/${String(chunk).padStart(8, '0')}`;

/** Chunks to write where `written` entries of each list are there already. */
export function newChunks(id: string, state: Growing, written: Lengths): [string, unknown][] {
  return NAMES.flatMap((name) => {
    const [list, size] = [state[name] ?? [], CHUNKS[name]];
    const first = Math.floor(Math.min(written[name], list.length) / size);
    const count = Math.max(0, Math.ceil(list.length / size) - first);
    return Array.from({ length: count }, (_, i): [string, unknown] => {
      const part = list.slice((first + i) * size, (first + i + 1) * size);
      return [chunkKey(id, name, first + i), name === 'log' ? columns(part as Numbers[]) : part];
    });
  });
}

/** Keys of all chunks, list by list. */
export const chunkKeys = (id: string, lengths: Lengths): string[] => NAMES.flatMap((name) => listKeys(id, lengths, name));

/** Keys of one list's chunks. */
export function listKeys(id: string, lengths: Lengths, name: ListName): string[] {
  return Array.from({ length: Math.ceil(lengths[name] / CHUNKS[name]) }, (_, i) => chunkKey(id, name, i));
}

/** Back to lists; `chunks` in the order of `chunkKeys`. A chunk may hold more than was counted: a write that came later. */
export function joinChunks(lengths: Lengths, chunks: readonly unknown[]): Required<Growing> {
  let at = 0;
  const listOf = (name: ListName): unknown[] => {
    const mine = chunks.slice(at, (at += Math.ceil(lengths[name] / CHUNKS[name])));
    const entries = mine.flatMap((chunk) => (name === 'log' ? rows(chunk as Columns) : (chunk as unknown[])));
    return entries.slice(0, lengths[name]);
  };
  return Object.fromEntries(NAMES.map((name) => [name, listOf(name)])) as unknown as Required<Growing>;
}

/** By name, f64; NaN where a record lacks it. */
export type Columns = Record<string, Float64Array>;

/** One column of a log that was read in chunks, without making records of it. */
export function joinColumn(chunks: readonly unknown[], name: string, count: number): Float64Array {
  const whole = new Float64Array(count).fill(NaN);
  let at = 0;
  for (const chunk of chunks as Columns[]) {
    const size = Object.values(chunk)[0]?.length ?? 0;
    whole.set((chunk[name] ?? new Float64Array()).subarray(0, count - at), at);
    at += Math.min(size, count - at);
  }
  return whole;
}

export function joinColumns(chunks: readonly unknown[], count: number): Columns {
  const names = [...new Set((chunks as Columns[]).flatMap((chunk) => Object.keys(chunk)))];
  return Object.fromEntries(names.map((name) => [name, joinColumn(chunks, name, count)]));
}

function columns(records: readonly Numbers[]): Columns {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return Object.fromEntries(names.map((name) => [name, Float64Array.from(records, (record) => record[name] ?? NaN)]));
}

function rows(table: Columns): Numbers[] {
  const names = Object.keys(table);
  const count = table[names[0]]?.length ?? 0;
  return Array.from({ length: count }, (_, i) => {
    const record: Numbers = {};
    for (const name of names) if (!Number.isNaN(table[name][i])) record[name] = table[name][i];
    return record;
  });
}
