/** Pictures that are refused before they are decoded: what would be learned from them is a smear, or they do not fit. */
import { Failure } from '../failure';
import type { Size } from './probe-size';

export const MAX_ASPECT = 20;
export const MAX_SIDE = 16384;
export const MIN_SIDE = 16;

/** Throws `picture.extreme` {name, width, height}: longer than 20 : 1, a side above 16,384 or below 16 pixels. */
export function refuseExtremes(name: string, { width, height }: Size): void {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  if (long <= MAX_SIDE && short >= MIN_SIDE && long <= MAX_ASPECT * short) return;
  throw new Failure('picture.extreme', { name, width, height });
}
