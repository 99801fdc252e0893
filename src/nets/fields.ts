/** @file Fields of a config.json: typed, with a default or a failure that names the file and the field. */
import { Failure } from '../failure';

/** Several times what any model of this family has: a network is built as its config says before its tensors are looked for. */
const MOST: Readonly<Record<string, number>> = {
  num_hidden_layers: 64,
  block_out_channels: 8,
  layers_per_block: 8,
  transformer_layers_per_block: 16,
  vocab_size: 1_048_576,
};
/** Of channels, widths, heads, sizes. */
const MOST_SIZE = 65_536;

/** Of `block_out_channels` the most entries. */
export const mostOf = (name: string): number => MOST[name] ?? MOST_SIZE;

export class Fields {
  private constructor(
    readonly path: string,
    private readonly values: Readonly<Record<string, unknown>>,
  ) {}

  static parse(path: string, text: string): Fields {
    let values: unknown;
    try {
      values = JSON.parse(text);
    } catch {
      throw new Failure('model.config', { path, problem: 'JSON' });
    }
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      throw new Failure('model.config', { path, problem: 'JSON' });
    }
    return new Fields(path, values as Record<string, unknown>);
  }

  /** A whole number of at least `least`, at most `mostOf(name)`. */
  count(name: string, fallback?: number, least = 1): number {
    const value = this.#value(name, fallback);
    return isCount(value, least, mostOf(name)) ? value : this.fail(name);
  }

  /** One for each level, each at most `most`. */
  counts(name: string, most = MOST_SIZE): number[] {
    const value = this.#value(name);
    const fits = Array.isArray(value) && value.length > 0 && value.length <= mostOf('block_out_channels');
    return fits && value.every((n) => isCount(n, 1, most)) ? value : this.fail(name);
  }

  /** One for all levels, or a list of one for each. */
  countPerLevel(name: string, levels: number, fallback?: number): number[] {
    const value = this.#value(name, fallback);
    if (!Array.isArray(value)) return Array<number>(levels).fill(this.count(name, fallback));
    return value.length === levels ? this.counts(name, mostOf(name)) : this.fail(name);
  }

  number(name: string, fallback: number): number {
    const value = this.#value(name, fallback);
    return typeof value === 'number' && Number.isFinite(value) ? value : this.fail(name);
  }

  /** One of `known`. */
  choice<T extends string>(name: string, known: readonly T[], fallback?: T): T {
    const value = this.#value(name, fallback);
    return known.find((choice) => choice === value) ?? this.fail(name);
  }

  /** A list of names, each one of `known`, one for each level. */
  choices<T extends string>(name: string, known: readonly T[], levels: number): T[] {
    const value = this.#value(name);
    const fits = Array.isArray(value) && value.length === levels && value.every((type) => known.includes(type as T));
    return fits ? (value as T[]) : this.fail(name);
  }

  /** Fails unless the field is absent, null or one of the values this code is written for. */
  expect(name: string, ...values: (string | number | boolean)[]): void {
    const value = this.values[name] ?? null;
    if (value !== null && !values.includes(value as string)) this.fail(name);
  }

  has(name: string): boolean {
    return (this.values[name] ?? null) !== null;
  }

  fail(name: string): never {
    const value = JSON.stringify(this.values[name]) ?? '–';
    throw new Failure('model.config', { path: this.path, problem: `${name}: ${value.slice(0, 80)}` });
  }

  #value(name: string, fallback?: unknown): unknown {
    return this.values[name] ?? fallback ?? this.fail(name);
  }
}

const isCount = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
