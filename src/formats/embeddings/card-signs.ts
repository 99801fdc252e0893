/**
 * @file What marks a card's blocks, exact or after something has happened to them. Thresholds come from 12 cards with 50
 * kinds of damage each and 524 other pictures (docs/FACTS.md; tests/formats/embeddings/damage.test.ts repeats a part).
 */
import { type Pixels } from './embedding';
import { offsetOf, type Region } from './region';

/** Two even distributions of 0 to 15 are 5.3 apart on average; smoothed ones less. */
const MIN_NOISE = 4.7;

/**
 * Share of pixels of a region that look as a block was written: the upper four bits of the three channels are one pattern,
 * the lower four are noise of their own. 0 where there is no such noise.
 */
export function blockShare(pixels: Pixels, { left, top, right, bottom }: Region): number {
  const { data, channels } = pixels;
  let [alike, noise] = [0, 0];
  for (let y = top; y < bottom; y++) {
    for (let x = left, at = offsetOf(pixels, x, y); x < right; x++, at += channels) {
      if (((data[at] ^ data[at + 1]) | (data[at] ^ data[at + 2])) < 16) alike++;
      noise += Math.abs((data[at] & 15) - (data[at + 1] & 15));
    }
  }
  const count = Math.max(1, (right - left) * (bottom - top));
  return noise / count > MIN_NOISE ? alike / count : 0;
}

/** Share of rows that repeat the one above, as pixels enlarged without smoothing do; noise hardly ever does. */
export function repeatedRows(pixels: Pixels, { left, top, right, bottom }: Region): number {
  const { data, channels } = pixels;
  const length = (right - left) * channels;
  let repeats = 0;
  for (let y = top + 1; y < bottom; y++) {
    const [at, above] = [offsetOf(pixels, left, y), offsetOf(pixels, left, y - 1)];
    let same = 0;
    while (same < length && data[at + same] === data[above + same]) same++;
    if (same === length) repeats++;
  }
  return repeats / Math.max(1, bottom - top - 1);
}

/** [height, width] of one number a pixel. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

export function planeOf({ width, height, channels, data }: Pixels, weights: readonly [number, number, number]): Plane {
  const values = new Float32Array(width * height);
  for (let i = 0, at = 0; i < values.length; i++, at += channels) {
    values[i] = data[at] * weights[0] + data[at + 1] * weights[1] + data[at + 2] * weights[2];
  }
  return { width, height, values };
}

/** Mean step from row to row, of each column. */
export function rowSteps({ width, height, values }: Plane): Float32Array {
  const steps = new Float32Array(width);
  for (let i = width; i < values.length; i++) steps[i % width] += Math.abs(values[i] - values[i - width]) / Math.max(1, height - 1);
  return steps;
}

/** rows over which noise averages out */
const GROUP = 16;

/** How far a column's averages over 16 rows are from 0; one in twenty may be further. */
export function groupBias({ width, height, values }: Plane): Float32Array {
  const groups = Math.max(1, Math.floor(height / GROUP));
  const bias = new Float32Array(width);
  const means = new Float64Array(groups);
  for (let x = 0; x < width; x++) {
    means.fill(0);
    for (let y = 0; y < Math.min(height, groups * GROUP); y++) means[Math.floor(y / GROUP)] += values[y * width + x] / GROUP;
    bias[x] = means.map(Math.abs).sort()[Math.floor((groups - 1) * 0.95)];
  }
  return bias;
}
