/** Where a picture is opaque. */
import type { PixelRows } from './resample';

/** Alpha in the place of colour: the resampler takes a pixel's first three bytes. */
export function alphaForColour({ read }: PixelRows): PixelRows {
  const alphaOf = (pixels: ArrayLike<number>): Uint8Array =>
    Uint8Array.from({ length: (pixels.length / 4) * 3 }, (_, i) => pixels[Math.floor(i / 3) * 4 + 3]);
  return { channels: 3, read: (y, count) => alphaOf(read(y, count)) };
}
