/**
 * @file How attention is cut into tiles: threads of a workgroup, and what lies in workgroup memory (see tile.wgsl).
 */

/** What a tile is chosen for. */
export interface Extent {
  /** quads (four channels) of a head */
  head4: number;
  /** rows of one head */
  rows: number;
  /** of all samples, times parts of the columns: every one has workgroups of its own */
  heads: number;
  /** bytes of a quad as stored */
  quadBytes: number;
}

export interface Tiling {
  /** threads over columns and quads, and over rows; each has four of the first and of the last */
  x: number;
  y: number;
  /** tiles in f32, else as stored */
  wide: boolean;
}

const WIDE_BYTES = 16;
/** Threads of a workgroup: five subgroups of 32 at head sizes 40, 80 and 160. */
const THREADS = 160;
/** Workgroups that keep a large GPU busy: fewer, and tiles are made smaller. */
const BUSY = 128;

/** Workgroup memory: both tiles with their padding, weights, and a number for each thread's rows. */
export const bytesOf = (x: number, y: number, cell: number): number => cell * x * (4 * (x + y) + 2) + WIDE_BYTES * 5 * x * y;

/** Threads without a quad are fewest, and slabs; a head as long as the VAE's asks for more threads where they fit. */
function acrossOf(head4: number, wideFits: boolean): number {
  const most = head4 > 80 && wideFits ? 16 : 10;
  const padded = (x: number): number => Math.ceil(head4 / x) * x;
  const all = Array.from({ length: Math.min(most, head4) }, (_, i) => i + 1);
  return all.reduce((best, x) => (padded(x) <= padded(best) ? x : best));
}

/** `workgroupBytes`: what a kernel may declare. Tiles in f32 where eight threads of rows fit, else as stored. */
export function tilingOf({ head4, rows, heads, quadBytes }: Extent, workgroupBytes: number): Tiling {
  const x = acrossOf(head4, bytesOf(16, 4, quadBytes) <= workgroupBytes);
  const fits = (y: number, cell: number): boolean => bytesOf(x, y, cell) <= workgroupBytes;
  const wide = fits(8, WIDE_BYTES);
  const cell = wide ? WIDE_BYTES : quadBytes;
  const idle = (y: number): boolean => y > 4 && Math.ceil(rows / (4 * y)) * heads < BUSY;
  let y = 64;
  while (y > 1 && (x * y > THREADS || !fits(y, cell) || idle(y))) y /= 2;
  return { x, y, wide };
}

/** Queries of one part where dk and dv are summed in parts, at least. */
const LEAST_PART = 128;

/** Parts that so many queries may have. */
export const mostParts = (queries: number): number => Math.max(1, Math.floor(queries / LEAST_PART));

/**
 * Parts of the queries for dk and dv: as many as keep `busy` workers (workgroups, or threads) at work where keys and
 * heads alone are fewer, none shorter than 128 queries. `each`: queries of a part.
 */
export function partsOf(workers: number, queries: number, busy: number): { parts: number; each: number } {
  const wanted = Math.min(Math.ceil(busy / workers), mostParts(queries));
  const each = Math.ceil(queries / wanted);
  return { parts: Math.ceil(queries / each), each };
}

/** See BUSY: dk and dv take twice as many, since a part costs two more sums. */
export const BUSY_PARTS = 2 * BUSY;
