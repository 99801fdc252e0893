/** @file Tile and split of one product: what was measured, else the cheapest by a small model of a GPU. */
import { invariant } from '../../failure';
import type { Storage } from '../storage';
import { DEFAULTS, type VendorDefaults } from './defaults';
import { bytesOf, threadsOf, type Tile } from './tile';
import type { Tuning } from './tuning';

/** How a product is made: its tile, and in how many parts its sum is (more than one: a second dispatch adds them). */
export interface Choice {
  readonly tile: Tile;
  readonly splits: number;
}

/** A product as tiles see it: rows and columns of the result; `depth` of the sum, for each of `taps`. */
export interface ProductSize {
  readonly kernel: 'linear' | 'linear-dx' | 'geglu' | 'geglu-dx' | 'conv' | 'conv-dx';
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** 9 of a convolution, else 1 */
  readonly taps: number;
  /** of the activations */
  readonly quad: Storage;
  readonly weight: Storage;
}

/** By which `Tuning.choices` knows a product: "conv 4096x320x9*320 f16". */
export function productKey({ kernel, rows, columns, depth, taps, quad, weight }: ProductSize): string {
  const sum = taps === 1 ? depth : `${taps}*${depth}`;
  return `${kernel} ${rows}x${columns}x${sum} ${quad === weight ? quad : `${quad}/${weight}`}`;
}

/** Steps of the sum. Each tap is rounded up to whole steps. */
export const stepsOf = ({ depth, taps }: ProductSize, tile: Tile): number => taps * Math.ceil(depth / tile.depth);

/** What was measured where it can run, else the first of `candidates`. */
export function choose(size: ProductSize, tuning: Tuning): Choice {
  const known = tuning.choices?.[productKey(size)];
  return known && fits(known.tile, size, tuning) ? known : candidates(size, tuning)[0];
}

/** Parts that a sum may have. */
export const SPLITS: readonly number[] = [1, 2, 4, 8, 16];
/** Steps that a part has at least. */
const LEAST_STEPS = 4;
/** Bytes that the parts of one product have at most: they lie in the arena while it runs. */
const PARTS_BYTES = 16 * 1024 * 1024;
/** Workgroups a core beyond which a split only evens out the last round, and costs traffic. */
const GROUPS = 8;

/** What the vendor's table may choose, what is thought cheapest first. There is always one. */
export function candidates(size: ProductSize, tuning: Tuning): Choice[] {
  const all = choicesOf(size, DEFAULTS[tuning.vendor].tiles, tuning);
  invariant(all.length > 0, () => `no tile within ${tuning.workgroupBytes} bytes`);
  return all;
}

/** Those of the tiles that fit, with every split that may be, what is thought cheapest first. */
export function choicesOf(size: ProductSize, tiles: readonly Tile[], tuning: Tuning): Choice[] {
  const defaults = DEFAULTS[tuning.vendor];
  const fitting = tiles.filter((tile) => fits(tile, size, tuning));
  const all = fitting.flatMap((tile) => SPLITS.filter((splits) => maySplit(size, tile, splits, defaults.cores)).map((splits) => ({ tile, splits })));
  const cost = new Map(all.map((choice) => [choice, costOf(size, choice, defaults)]));
  return all.sort((a, b) => cost.get(a)! - cost.get(b)!);
}

function fits(tile: Tile, { quad, weight }: ProductSize, { workgroupBytes, matrices }: Tuning): boolean {
  if (tile.held === 'matrices' && !(matrices && quad === 'f16' && weight === 'f16')) return false;
  // a weight that alone is f32 would lose digits if it were held as the activations are stored
  if (tile.held === 'stored' && weight === 'f32' && quad !== 'f32') return false;
  return bytesOf(tile, quad) <= workgroupBytes;
}

const groupsOf = ({ rows, columns }: ProductSize, tile: Tile): number => Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);

function maySplit(size: ProductSize, tile: Tile, splits: number, cores: number): boolean {
  if (splits === 1) return true;
  const useful = groupsOf(size, tile) * splits <= GROUPS * cores && stepsOf(size, tile) >= splits * LEAST_STEPS;
  return useful && splits * size.rows * size.columns * 4 <= PARTS_BYTES;
}

/** How much cheaper a split sum must look than a whole one: the model sees no nearer, and a step has hundreds of them. */
const DOUBT = 1.2;

/** A dispatch more, in multiply-adds of one thread: some 5 µs. */
const DISPATCH = 1500;

/**
 * In multiply-adds of one thread, one after the other, of the core that has most workgroups. A core takes as long for one
 * thread as for `threads`; a thread that makes r × c sums reads r + c operands for r c multiply-adds, so larger ones come
 * nearer to the peak.
 */
function costOf(size: ProductSize, { tile, splits }: Choice, { cores, threads }: VendorDefaults): number {
  const { threadRows: r, threadColumns: c } = tile;
  const rounds = Math.max(1, (Math.ceil((groupsOf(size, tile) * splits) / cores) * threadsOf(tile)) / threads);
  const sums = rounds * (r * c + r + c) * Math.ceil(stepsOf(size, tile) / splits) * tile.depth;
  return splits === 1 ? sums : DOUBT * sums + DISPATCH + (2 * splits * size.rows * size.columns) / (cores * threads);
}
