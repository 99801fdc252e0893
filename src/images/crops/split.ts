/**
 * @file Long pictures as several crops that overlap: A1111's "split oversized images" (preprocess.py of 1.6.1), which
 * scales the short side to the target and steps along the long one.
 */
import type { Size } from '../probe-size';
import type { AxisCut, Crop } from './crop';

export interface SplitSettings {
  /** pictures whose ratio is at most this share of the target's are split, 0..1 */
  readonly threshold: number;
  /** share of a crop that it has in common with the next, 0..0.9 */
  readonly overlap: number;
}

export const SPLIT_DEFAULTS: SplitSettings = { threshold: 0.5, overlap: 0.2 };

/** How much of the long side one target takes up: 1 where picture and target have the same ratio, less for longer pictures. */
export function splitRatio({ width, height }: Size, to: Size): number {
  return height > width ? (width * to.height) / (height * to.width) : (height * to.width) / (width * to.height);
}

/** Empty where the picture is not long enough. */
export function splitCrops(picture: Size, to: Size, { threshold, overlap }: SplitSettings): Crop[] {
  const ratio = splitRatio(picture, to);
  if (!(ratio < 1 && ratio <= threshold)) return [];
  const { width, height } = picture;
  if (height > width) return cuts(height, width, to.height, to.width, overlap).map(([long, short]) => ({ horizontal: short, vertical: long }));
  return cuts(width, height, to.width, to.height, overlap).map(([long, short]) => ({ horizontal: long, vertical: short }));
}

function cuts(long: number, short: number, toLong: number, toShort: number, overlap: number): [long: AxisCut, short: AxisCut][] {
  const scaled = Math.floor((long * toShort) / short);
  const count = Math.ceil((scaled - toLong * overlap) / (toLong * (1 - overlap)));
  // One crop has no step; the original divides by zero there.
  const step = count > 1 ? (scaled - toLong) / (count - 1) : 0;
  return Array.from({ length: Math.max(1, count) }, (_, i) => [
    { size: long, scaled, offset: Math.trunc(step * i), length: toLong },
    { size: short, scaled: toShort, offset: 0, length: toShort },
  ]);
}
