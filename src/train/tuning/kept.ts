/** @file What is kept of measured tiles, and reading it: another version, or anything else, may have written what lies there. */
import { SPLITS, type Choice } from '../../engine/tiles/choose';
import type { Measured } from '../../engine/tiles/contest';
import { ALL_TILES } from '../../engine/tiles/defaults';
import type { MeasuredTiles } from '../../engine/tiles/measure-tiles';
import { nameOf, type Tile } from '../../engine/tiles/tile';
import type { Clock } from '../../engine/timing/stopwatch';

/** By product key. */
export type Choices = Readonly<Record<string, Choice>>;

/** Of one adapter, storage, model shape and version of the app. */
export interface KeptTuning {
  readonly products: Readonly<Record<string, Measured>>;
  /** when anything was measured last, in milliseconds since 1970 */
  readonly at: number;
  readonly clock: Clock;
  /** that all of it took */
  readonly seconds: number;
}

/** Where it is kept; handed in, like all persistence. */
export interface TuningStore {
  load(): Promise<unknown>;
  save(kept: KeptTuning): Promise<void>;
}

/** undefined where it is no such record; products that make no sense are left out. */
export function readKept(value: unknown): KeptTuning | undefined {
  const { products, at, clock, seconds } = fieldsOf(value);
  if (typeof at !== 'number' || typeof seconds !== 'number' || (clock !== 'gpu' && clock !== 'wall')) return undefined;
  return { products: readEach(products, readMeasured), at, clock, seconds };
}

/** undefined where there is nothing, or nothing that can be read */
export const keptIn = async (store: TuningStore): Promise<KeptTuning | undefined> => readKept(await store.load().catch(() => undefined));

/** Those that can be made. */
export const readChoices = (value: unknown): Choices => readEach(value, readChoice);

export const choicesIn = ({ products }: KeptTuning): Choices => readEach(products, ({ choice }: Measured) => choice);

/** Measured now, beside what was kept before. */
export function merged(kept: KeptTuning | undefined, { products, clock, seconds }: MeasuredTiles, at: number): KeptTuning {
  return { products: { ...kept?.products, ...products }, at, clock, seconds: (kept?.seconds ?? 0) + seconds };
}

function readMeasured(value: unknown): Measured | undefined {
  const { choice: written, ms, tableMs } = fieldsOf(value);
  const choice = readChoice(written);
  return choice && isTime(ms) && isTime(tableMs) ? { choice, ms, tableMs } : undefined;
}

function readChoice(value: unknown): Choice | undefined {
  const { tile: written, splits } = fieldsOf(value);
  const name = nameOf(fieldsOf(written) as unknown as Tile);
  const tile = ALL_TILES.find((one) => nameOf(one) === name);
  const count = SPLITS.find((one) => one === splits);
  return tile && count ? { tile, splits: count } : undefined;
}

const isTime = (value: unknown): value is number => typeof value === 'number' && value > 0 && Number.isFinite(value);

const fieldsOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});

function readEach<V, T>(value: Readonly<Record<string, V>> | unknown, read: (one: V) => T | undefined): Record<string, T> {
  const all = Object.entries(fieldsOf(value)).map(([key, one]) => [key, read(one as V)] as const);
  return Object.fromEntries(all.filter((entry): entry is readonly [string, T] => entry[1] !== undefined));
}
