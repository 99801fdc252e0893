/** Where a picture is opaque, at the size of its latent: what its loss is weighted by. */
import { resampleRows, type CropAxes, type PixelRows } from './resample';

const OPAQUE = 255;

/**
 * Alpha of each latent pixel, 0..255: the mean over the factor × factor pixels that it stands for, after the picture's
 * own cover and crop. Undefined where the picture is opaque all over.
 * @param rows RGBA, alpha not applied
 * @param axes of the picture at its training size, multiples of `factor`
 * @returns [height / factor, width / factor], row-major
 */
export function latentAlpha(rows: PixelRows, axes: CropAxes, factor: number): Float32Array | undefined {
  const alpha = resampleRows(alphaForColour(rows), axes).filter((_, i) => i % 3 === 0);
  return alpha.every((value) => value === OPAQUE) ? undefined : blockMeans(alpha, axes.horizontal.length, factor);
}

/** Alpha in the place of colour: the resampler takes a pixel's first three bytes. */
export function alphaForColour({ read }: PixelRows): PixelRows {
  const alphaOf = (pixels: ArrayLike<number>): Uint8Array =>
    Uint8Array.from({ length: (pixels.length / 4) * 3 }, (_, i) => pixels[Math.floor(i / 3) * 4 + 3]);
  return { channels: 3, read: (y, count) => alphaOf(read(y, count)) };
}

/** [height, width] → [height / side, width / side] */
function blockMeans(values: Uint8Array, width: number, side: number): Float32Array {
  const across = width / side;
  const means = new Float32Array(values.length / side ** 2);
  values.forEach((value, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    means[Math.floor(y / side) * across + Math.floor(x / side)] += value / side ** 2;
  });
  return means;
}
