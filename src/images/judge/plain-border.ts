/** @file How plain the ground is on which a thing stands, as far as that reaches the picture's border. */

/** Width of the border, as a share of the shorter side. */
const BORDER = 1 / 32;
/** Levels in each colour by which a plain ground may differ from its middle: JPEG, and light that is not quite even. */
const TOLERANCE = 16;

/** Share of the border whose colour is nearly the middle one (the median of each channel), 0..1. @param rgb [height, width, 3] */
export function plainBorder(rgb: Uint8Array, width: number, height: number): number {
  const pixels = borderPixels(width, height);
  const middle = [0, 1, 2].map((channel) => median(pixels.map((pixel) => rgb[pixel * 3 + channel])));
  const isNear = (pixel: number): boolean => middle.every((value, channel) => Math.abs(rgb[pixel * 3 + channel] - value) <= TOLERANCE);
  return pixels.filter(isNear).length / pixels.length;
}

function borderPixels(width: number, height: number): number[] {
  const thick = Math.max(1, Math.round(Math.min(width, height) * BORDER));
  const isInner = (at: number, size: number): boolean => at >= thick && at < size - thick;
  const pixels: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (!isInner(x, width) || !isInner(y, height)) pixels.push(y * width + x);
  }
  return pixels;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}
