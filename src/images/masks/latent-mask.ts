/** Where a picture counts, at the size of its latent: what its loss is weighted by. */
import type { Crop } from '../crops/crop';
import { croppedMask, type MaskSources } from '../prepare/mask';

/**
 * Painted mask times alpha of each latent pixel, 0..255: the mean over the factor × factor pixels that it stands for,
 * after the picture's own crop. Undefined where there is no mask and the picture is opaque.
 * @param crop of the picture, to its training size in multiples of `factor`
 * @returns [height / factor, width / factor], row-major
 */
export function latentMask(crop: Crop, sources: MaskSources, factor: number): Float32Array | undefined {
  const mask = croppedMask(crop, sources);
  return mask && blockMeans(mask, crop.horizontal.length, factor);
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
