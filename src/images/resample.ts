/** Separable resampling of RGB bytes, rows first, with 8-bit values in between: what Pillow's Image.resize(LANCZOS) does. */
import { FRACTION_BITS, lanczosAxis, type Axis } from './lanczos';

const HALF = 1 << (FRACTION_BITS - 1);

/**
 * Gives `count` rows of source pixels starting at row `y`: bytes of the columns [from, to) that the horizontal axis
 * reads, row-major, `channels` bytes a pixel of which the first three are R, G, B.
 */
export interface PixelRows {
  readonly channels: 3 | 4;
  read(y: number, count: number): ArrayLike<number>;
}

/** What of a picture is read, and what it becomes: one axis each way. */
export interface CropAxes {
  readonly horizontal: Axis;
  readonly vertical: Axis;
}

/** Rows per read: bounds what is held of a picture of 24 megapixels to a few MiB. */
const STRIP_ROWS = 128;

/**
 * RGB bytes, vertical.length × horizontal.length × 3, row-major.
 * Only the rows and columns that the axes reach are read, strip by strip.
 */
export function resampleRows(rows: PixelRows, { horizontal, vertical }: CropAxes): Uint8Array {
  const width = horizontal.length;
  const height = vertical.to - vertical.from;
  const narrow = new Uint8ClampedArray(height * width * 3);
  for (let y = 0; y < height; y += STRIP_ROWS) {
    const count = Math.min(STRIP_ROWS, height - y);
    const strip = rows.read(vertical.from + y, count);
    for (let row = 0; row < count; row++) {
      narrowRow(strip, row * (horizontal.to - horizontal.from), rows.channels, horizontal, narrow, (y + row) * width * 3);
    }
  }
  return shorten(narrow, width, vertical);
}

/** One row through the horizontal axis. `start` is the row's first pixel in `source`. */
function narrowRow(
  source: ArrayLike<number>, start: number, channels: number, axis: Axis, out: Uint8ClampedArray, outStart: number,
): void {
  const { first, taps, weights, from, to } = axis;
  for (let x = 0; x < axis.length; x++) {
    let r = HALF;
    let g = HALF;
    let b = HALF;
    const count = Math.min(taps, to - first[x]);
    let at = (start + first[x] - from) * channels;
    for (let tap = 0, w = x * taps; tap < count; tap++, w++, at += channels) {
      const weight = weights[w];
      r += source[at] * weight;
      g += source[at + 1] * weight;
      b += source[at + 2] * weight;
    }
    out[outStart + x * 3] = r >> FRACTION_BITS;
    out[outStart + x * 3 + 1] = g >> FRACTION_BITS;
    out[outStart + x * 3 + 2] = b >> FRACTION_BITS;
  }
}

/** All columns through the vertical axis; row 0 of `narrow` is the axis' first source row. */
function shorten(narrow: Uint8ClampedArray, width: number, axis: Axis): Uint8Array {
  const stride = width * 3;
  const out = new Uint8ClampedArray(axis.length * stride);
  const sums = new Int32Array(stride);
  for (let y = 0; y < axis.length; y++) {
    sums.fill(HALF);
    const top = axis.first[y] - axis.from;
    const count = Math.min(axis.taps, axis.to - axis.first[y]);
    for (let tap = 0; tap < count; tap++) {
      const weight = axis.weights[y * axis.taps + tap];
      const row = (top + tap) * stride;
      for (let i = 0; i < stride; i++) sums[i] += narrow[row + i] * weight;
    }
    for (let i = 0; i < stride; i++) out[y * stride + i] = sums[i] >> FRACTION_BITS;
  }
  return new Uint8Array(out.buffer);
}

/** Rows of a picture that lies whole in memory: RGB bytes, row-major, `width` pixels a row. */
export function rowsOf(rgb: Uint8Array, width: number, horizontal: Axis): PixelRows {
  const columns = (horizontal.to - horizontal.from) * 3;
  const read = (y: number, count: number): Uint8Array => {
    const strip = new Uint8Array(count * columns);
    for (let row = 0; row < count; row++) {
      const start = ((y + row) * width + horizontal.from) * 3;
      strip.set(rgb.subarray(start, start + columns), row * columns);
    }
    return strip;
  };
  return { channels: 3, read };
}

/** RGB bytes [height, width, 3] → [outHeight, outWidth, 3]. */
export function resample(rgb: Uint8Array, width: number, height: number, outWidth: number, outHeight: number): Uint8Array {
  const horizontal = lanczosAxis(width, outWidth);
  return resampleRows(rowsOf(rgb, width, horizontal), { horizontal, vertical: lanczosAxis(height, outHeight) });
}
