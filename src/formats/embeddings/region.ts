/** @file Rectangles of pixels, and what of a card can be seen in them. */
import { type Pixels } from './embedding';

/** Columns [left, right) and rows [top, bottom). */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const LOW = 15;

export const offsetOf = ({ width, channels }: Pixels, x: number, y: number): number => (y * width + x) * channels;

/** No channel is 0: what A1111 takes for a pixel that is not border. Alpha is not looked at, here and below. */
function isBright({ data }: Pixels, at: number): boolean {
  return data[at] > 0 && data[at + 1] > 0 && data[at + 2] > 0;
}

function anyBright(pixels: Pixels, { left, top, right, bottom }: Region): boolean {
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) if (isBright(pixels, offsetOf(pixels, x, y))) return true;
  }
  return false;
}

/** The picture without a border of pixels in which a channel is 0; empty where there is no other pixel. */
export function withoutBorder(pixels: Pixels): Region {
  let [left, top, right, bottom] = [0, 0, pixels.width, pixels.height];
  const isDark = (region: Partial<Region>): boolean => !anyBright(pixels, { left, top, right, bottom, ...region });
  while (top < bottom && isDark({ bottom: top + 1 })) top++;
  while (top < bottom && isDark({ top: bottom - 1 })) bottom--;
  while (left < right && isDark({ right: left + 1 })) left++;
  while (left < right && isDark({ left: right - 1 })) right--;
  return { left, top, right, bottom };
}

/** Whether the low four bits of a whole column are 0. */
function isBlackColumn(pixels: Pixels, x: number, { top, bottom }: Region): boolean {
  for (let y = top; y < bottom; y++) {
    const at = offsetOf(pixels, x, y);
    if ((pixels.data[at] | pixels.data[at + 1] | pixels.data[at + 2]) & LOW) return false;
  }
  return true;
}

/** x of every column that carries nothing. */
export function blackColumns(pixels: Pixels, region: Region): number[] {
  const found: number[] = [];
  for (let x = region.left; x < region.right; x++) if (isBlackColumn(pixels, x, region)) found.push(x);
  return found;
}

/** Low four bits of each channel [rows, columns, 3]. */
export function lowHalves(pixels: Pixels, { left, top, right, bottom }: Region): Uint8Array {
  const out = new Uint8Array((right - left) * (bottom - top) * 3);
  let to = 0;
  for (let y = top; y < bottom; y++) {
    let at = offsetOf(pixels, left, y);
    for (let x = left; x < right; x++, at += pixels.channels) {
      for (let channel = 0; channel < 3; channel++) out[to++] = pixels.data[at + channel] & LOW;
    }
  }
  return out;
}

/** RGB of a part, for itself. */
export function cutOut(pixels: Pixels, { left, top, right, bottom }: Region): Pixels {
  const [width, height] = [right - left, bottom - top];
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = top; y < bottom; y++) {
    let at = offsetOf(pixels, left, y);
    for (let x = left; x < right; x++, at += pixels.channels) {
      for (let channel = 0; channel < 3; channel++) data[to++] = pixels.data[at + channel];
    }
  }
  return { width, height, channels: 3, data };
}
