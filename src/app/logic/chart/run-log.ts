/**
 * @file The steps of a run in columns: a run of 100,000 steps is drawn several times a second, and as many objects would
 * take longer to walk than a task may.
 */
import type { StepRecord } from '../../../train/messages';

const NAMES = ['step', 'loss', 'rate', 'gradient', 'norm'] as const;
export type LogColumn = (typeof NAMES)[number];

const FIRST_ROOM = 1024;

export class RunLog {
  private columns = emptyColumns(FIRST_ROOM);
  #count = 0;
  #cuts = 0;

  get count(): number {
    return this.#count;
  }

  /** How often something was taken away: what was made of the log by then is no longer true. */
  get cuts(): number {
    return this.#cuts;
  }

  append(records: readonly StepRecord[]): void {
    this.makeRoom(this.#count + records.length);
    for (const record of records) {
      for (const name of NAMES) this.columns[name][this.#count] = record[name] ?? NaN;
      this.#count++;
    }
  }

  /** All of another log, as the store keeps it: columns of one length, some may be missing. */
  take(columns: Partial<Record<string, Float64Array>>): void {
    const { step = new Float64Array() } = columns;
    this.columns = emptyColumns(Math.max(FIRST_ROOM, step.length));
    for (const name of NAMES) this.columns[name].fill(NaN, 0, step.length).set(columns[name] ?? []);
    this.#count = step.length;
    this.#cuts++;
  }

  /** Forgets what came after `step`. */
  cut(step: number): void {
    const kept = firstAbove(this.column('step'), step);
    if (kept < this.#count) this.#cuts++;
    this.#count = kept;
  }

  clear(): void {
    this.cut(-Infinity);
  }

  /** In the order of the steps; NaN where a step has no such number. A view: good until the next `append`. */
  column(name: LogColumn): Float64Array {
    return this.columns[name].subarray(0, this.#count);
  }

  /** Runs of earlier versions have no gradient and no norm. */
  has(name: LogColumn): boolean {
    return this.#count > 0 && !Number.isNaN(this.columns[name][this.#count - 1]);
  }

  record(index: number): StepRecord {
    const { step, loss, rate, gradient, norm } = this.columns;
    const record: StepRecord = { step: step[index], loss: loss[index], rate: rate[index] };
    if (!Number.isNaN(gradient[index])) record.gradient = gradient[index];
    if (!Number.isNaN(norm[index])) record.norm = norm[index];
    return record;
  }

  private makeRoom(needed: number): void {
    const room = this.columns.step.length;
    if (needed <= room) return;
    const larger = emptyColumns(Math.max(needed, 2 * room));
    for (const name of NAMES) larger[name].set(this.column(name));
    this.columns = larger;
  }
}

function emptyColumns(room: number): Record<LogColumn, Float64Array> {
  const column = (): Float64Array => new Float64Array(room);
  return { step: column(), loss: column(), rate: column(), gradient: column(), norm: column() };
}

/** Index of the first of the rising `values` that is larger than `value`; their number where there is none. */
export function firstAbove(values: ArrayLike<number>, value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
