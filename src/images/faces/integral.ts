/** @file Sums over rectangles in four reads. Squares wrap around 32 bits, as in OpenCV: differences of them are right all the same. */
import type { GreyPicture } from './shrink';

/** Room for every level of a picture: rows lie as far apart as the largest level needs, so offsets are the same in all. */
export interface Integral {
  readonly stride: number;
  /** [height + 1, stride], row and column 0 are 0 */
  readonly sums: Int32Array;
  readonly squares: Int32Array;
}

export function newIntegral(width: number, height: number): Integral {
  const stride = width + 1;
  return { stride, sums: new Int32Array(stride * (height + 1)), squares: new Int32Array(stride * (height + 1)) };
}

export function integrate({ pixels, width, height }: GreyPicture, { stride, sums, squares }: Integral): void {
  for (let y = 0; y < height; y++) {
    let row = 0;
    let rowOfSquares = 0;
    let at = (y + 1) * stride + 1;
    for (let x = 0; x < width; x++, at++) {
      const value = pixels[y * width + x];
      row += value;
      rowOfSquares += value * value;
      sums[at] = sums[at - stride] + row;
      squares[at] = squares[at - stride] + rowOfSquares;
    }
  }
}
