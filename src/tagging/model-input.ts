/** @file The numbers that each family of models is given of a picture, of batch 1. */
import { bicubicAxis } from '../images/bicubic';
import type { Size } from '../images/probe-size';
import { letterbox } from './letterbox';
import { resized, type Raster } from './raster';
import { inWhiteSquare } from './white-square';

/** [side, side, 3] in the order B, G, R, 0..255. */
export function wd14Input(picture: Raster, side: number): Float32Array {
  const square = inWhiteSquare(picture);
  const axis = bicubicAxis(square.width, side);
  const rgb = resized(square, axis, axis);
  // Red and blue change places: 0 ↔ 2.
  return Float32Array.from(rgb, (_, i) => rgb[i + 2 - 2 * (i % 3)]);
}

/** [height, width, 3] in the order R, G, B, 0..1. */
export const deepDanbooruInput = (picture: Raster, size: Size): Float32Array => Float32Array.from(letterbox(picture, size), (value) => value / 255);

/** CLIP's, as the BLIP models have it. */
const MEAN = [0.48145466, 0.4578275, 0.40821073];
const DEVIATION = [0.26862954, 0.26130258, 0.27577711];

/** [3, side, side] in the order R, G, B, whatever the ratio: not cut, not padded. */
export function blipInput(picture: Raster, side: number): Float32Array {
  const rgb = resized(picture, bicubicAxis(picture.width, side), bicubicAxis(picture.height, side));
  const area = side * side;
  return Float32Array.from(rgb, (_, i) => {
    const channel = Math.floor(i / area);
    return (rgb[(i % area) * 3 + channel] / 255 - MEAN[channel]) / DEVIATION[channel];
  });
}
