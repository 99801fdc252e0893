/**
 * @file How attention is cut into tiles: threads of a workgroup, and what lies in workgroup memory (see tile.wgsl).
 */

/** What a tile is chosen for. */
export interface Extent {
  /** quads (four channels) of a head */
  head4: number;
  /** rows of one head */
  rows: number;
  /** to be held in one tile where they fit; left out where tiles have one block of columns a thread, however many there are */
  columns?: number;
  /** of all samples, times parts of the columns: every one has workgroups of its own */
  heads: number;
  /** bytes of a quad as stored */
  quadBytes: number;
  /** the kernel has `shared_rows`: forward, for its softmax */
  sharesRows: boolean;
}

export interface Tiling {
  /** threads over columns and quads, and over rows; each has four of the first in every block, and four of the last */
  x: number;
  y: number;
  /** blocks of columns of a thread */
  span: number;
  /** tiles in f32, else as stored */
  wide: boolean;
}

const WIDE_BYTES = 16;
/** Threads of a workgroup: five subgroups of 32 at head sizes 40, 80 and 160. */
const THREADS = 160;
/** The same where that makes all rows one block, as 77 keys at head size 40: WebGPU's default limit. */
const MOST_THREADS = 256;
/** Workgroups that keep a large GPU busy: fewer, and tiles are made smaller. */
const BUSY = 128;
/** Threads over rows that tiles keep all the same. */
const LEAST = 4;
/** Blocks of columns of a thread at most: each takes 16 registers, in dq 32. */
const MOST_SPAN = 3;
/** Threads that a workgroup of several blocks has room for, or it has one block. */
const LEAST_THREADS = 64;

/** Threads over rows; with several blocks of columns, which leave less room, also those between. */
const HEIGHTS = [64, 32, 16, 8, 4, 2, 1];
const HEIGHTS_OF_SPANS = [64, 48, 32, 24, 16, 12, 8, 4, 2, 1];

/** Workgroup memory: both tiles with their padding, weights, and a number for each thread's rows where the kernel shares them. */
export function bytesOf({ x, y, span }: Omit<Tiling, 'wide'>, cell: number, sharesRows: boolean): number {
  return cell * x * (4 * (x * span + y) + 2) + WIDE_BYTES * x * y * (4 * span + (sharesRows ? 1 : 0));
}

/** Threads without a quad are fewest, and slabs; a head as long as the VAE's asks for more threads where they fit. */
function acrossOf(head4: number, wideFits: boolean): number {
  const most = head4 > 80 && wideFits ? 16 : 10;
  const padded = (x: number): number => Math.ceil(head4 / x) * x;
  const all = Array.from({ length: Math.min(most, head4) }, (_, i) => i + 1);
  return all.reduce((best, x) => (padded(x) <= padded(best) ? x : best));
}

type Fits = (y: number) => boolean;

/**
 * Threads over rows: all rows in one block, or as many as fit and THREADS has, but no more than leave workgroups enough; then
 * only as many as the same number of blocks needs (77 rows in two are 40 and 40, not 64 and 64).
 */
function heightOf(x: number, { rows, heads }: Extent, heights: readonly number[], fits: Fits): number {
  const blocksOf = (y: number): number => Math.ceil(rows / (4 * y));
  const busy = (y: number): boolean => y <= LEAST || blocksOf(y) * heads >= BUSY;
  const whole = Math.max(LEAST, Math.ceil(rows / 4));
  if (x * whole <= MOST_THREADS && fits(whole) && busy(whole)) return whole;
  const y = heights.find((height) => x * height <= THREADS && fits(height) && busy(height)) ?? 1;
  return Math.min(y, Math.max(LEAST, Math.ceil(whole / blocksOf(y))));
}

/** So many blocks that all columns are one tile, or one: where that takes too many, or leaves room for few threads. */
function spanOf(x: number, columns: number, fits: (y: number, span: number) => boolean): number {
  const span = Math.ceil(columns / (4 * x));
  const hasRoom = (y: number): boolean => x * y >= LEAST_THREADS && x * y <= THREADS && fits(y, span);
  return span <= MOST_SPAN && HEIGHTS_OF_SPANS.some(hasRoom) ? span : 1;
}

/**
 * `workgroupBytes`: what a kernel may declare. Tiles in f32 where eight threads of rows fit, else as stored; with several blocks
 * of columns in f32 only where that costs no rows.
 */
export function tilingOf(extent: Extent, workgroupBytes: number): Tiling {
  const { head4, columns = Infinity, quadBytes, sharesRows } = extent;
  const fits = (x: number, y: number, span: number, cell: number): boolean => bytesOf({ x, y, span }, cell, sharesRows) <= workgroupBytes;
  const x = acrossOf(head4, fits(16, 4, 1, quadBytes));
  const span = spanOf(x, columns, (y, blocks) => fits(x, y, blocks, quadBytes));
  if (span > 1) {
    const y = heightOf(x, extent, HEIGHTS_OF_SPANS, (height) => fits(x, height, span, quadBytes));
    return { x, y, span, wide: fits(x, y, span, WIDE_BYTES) };
  }
  const wide = fits(x, 8, 1, WIDE_BYTES);
  return { x, y: heightOf(x, extent, HEIGHTS, (height) => fits(x, height, 1, wide ? WIDE_BYTES : quadBytes)), span, wide };
}

/** Queries of one part where dk and dv are summed in parts, at least. */
const LEAST_PART = 128;

/** Parts that so many queries may have. */
export const mostParts = (queries: number): number => Math.max(1, Math.floor(queries / LEAST_PART));

/**
 * Parts of the queries for dk and dv: up to as many as keep `busy` workers (workgroups, or threads) at work where keys and
 * heads alone are fewer, none but the last shorter than 128 queries, and of whole tiles of `tile` queries, which makes them
 * fewer. `each`: queries of a part.
 */
export function partsOf(workers: number, queries: number, busy: number, tile: number): { parts: number; each: number } {
  const wanted = Math.min(Math.ceil(busy / workers), mostParts(queries));
  const each = wanted === 1 ? queries : Math.ceil(queries / wanted / tile) * tile;
  return { parts: Math.ceil(queries / each), each };
}

/** See BUSY: dk and dv take twice as many, since a part costs two more sums. */
export const BUSY_PARTS = 2 * BUSY;
