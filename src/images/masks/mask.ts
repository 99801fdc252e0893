/** @file A mask being painted: one grey byte a pixel, 255 where training looks. Never changed in place, so that it can be gone back to. */
import type { Size } from '../probe-size';

export interface MaskPixels extends Size {
  /** [height, width] */
  readonly values: Uint8Array;
}

export const SHOWN = 255;
export const HIDDEN = 0;

/** pixels of the longer side: more than a latent of the largest picture has, and few enough to paint at once */
const LARGEST = 1024;

/** The size of a picture's mask: its ratio, never larger than it is. */
export function maskSize({ width, height }: Size): Size {
  const scale = Math.min(1, LARGEST / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export const plainMask = ({ width, height }: Size, value: number): MaskPixels => ({ width, height, values: new Uint8Array(width * height).fill(value) });

export const invertMask = (mask: MaskPixels): MaskPixels => ({ ...mask, values: mask.values.map((value) => SHOWN - value) });

/** Share of the picture that counts, 0..1. */
export const shownShare = ({ values }: MaskPixels): number => values.reduce((sum, value) => sum + value, 0) / (SHOWN * values.length);

/** One tone all over says nothing of where to look: it weighs as no mask does. */
export const isPlain = ({ values }: MaskPixels): boolean => values.every((value) => value === values[0]);

/** Of RGBA bytes one channel: 0 of a grey picture, 3 for its alpha. */
export function channelMask({ width, height }: Size, rgba: ArrayLike<number>, channel: 0 | 3): MaskPixels {
  return { width, height, values: Uint8Array.from({ length: width * height }, (_, i) => rgba[i * 4 + channel]) };
}

/** RGBA bytes of a grey picture, opaque. */
export function greyRgba({ values }: MaskPixels): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(values.length * 4);
  for (let i = 0, at = 0; i < values.length; i++, at += 4) {
    rgba[at] = values[i];
    rgba[at + 1] = values[i];
    rgba[at + 2] = values[i];
    rgba[at + 3] = 255;
  }
  return rgba;
}
