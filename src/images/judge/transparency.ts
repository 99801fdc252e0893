/** @file Pictures that are transparent in places: how much of them, and what they look like over white, as training sees them. */

const HALF = 128;

/** Share of the pixels that are more clear than not, 0..1. @param rgba [height, width, 4] */
export function clearShare(rgba: ArrayLike<number>): number {
  let clear = 0;
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] < HALF) clear++;
  return clear / (rgba.length / 4);
}

/** RGB bytes over white. @param rgba [height, width, 4], alpha not applied @returns [height, width, 3] */
export function overWhite(rgba: ArrayLike<number>): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let at = 0, to = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3] / 255;
    for (let channel = 0; channel < 3; channel++) rgb[to++] = Math.round(rgba[at + channel] * alpha + 255 * (1 - alpha));
  }
  return rgb;
}
