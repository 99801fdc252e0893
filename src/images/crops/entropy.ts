/**
 * @file How busy a window is by A1111's measure (autocrop.py): the picture dithered to black and white (Floyd and
 * Steinberg, as Pillow's convert("1")), and of the shares of both the sum of -log2.
 */
import type { Box } from './crop';

/** Of a window of `grey` [·, stride]; 0 where all is black or all is white. */
export function windowEntropy(grey: Uint8Array, stride: number, window: Box): number {
  const white = whiteShare(grey, stride, window);
  return white === 0 || white === 1 ? 0 : -Math.log2(white) - Math.log2(1 - white);
}

/** Share of white pixels once dithered, 0..1. */
export function whiteShare(grey: Uint8Array, stride: number, { x, y, width, height }: Box): number {
  const errors = new Int32Array(width + 1);
  let white = 0;
  for (let row = 0; row < height; row++) white += ditherRow(grey.subarray((y + row) * stride + x, (y + row) * stride + x + width), errors);
  return white / (width * height);
}

/** White pixels of a row. `errors`: sixteenths for the row below, one place ahead; changed. */
function ditherRow(row: Uint8Array, errors: Int32Array): number {
  let [carried, below, belowLeft, white] = [0, 0, 0, 0];
  for (let x = 0; x < row.length; x++) {
    const value = clamp(row[x] + Math.trunc((carried + errors[x + 1]) / 16));
    const isWhite = value > 128;
    if (isWhite) white++;
    const error = isWhite ? value - 255 : value;
    // 3/16 goes below left, 5/16 below, 1/16 below right, 7/16 to the right
    errors[x] = 3 * error + belowLeft;
    belowLeft = 5 * error + below;
    below = error;
    carried = 7 * error;
  }
  errors[row.length] = belowLeft;
  return white;
}

const clamp = (value: number): number => Math.min(255, Math.max(0, value));
