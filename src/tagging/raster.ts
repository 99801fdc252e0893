/** @file A picture as models are given it: pixels read by rectangle, so that one of 24 megapixels never lies in memory twice. */
import type { Axis } from '../images/lanczos';
import type { Size } from '../images/probe-size';
import { resampleRows } from '../images/resample';

export interface Part {
  /** columns [from, to) */
  from: number;
  to: number;
  /** rows [y, y + count) */
  y: number;
  count: number;
}

export interface Raster extends Size {
  readonly channels: 3 | 4;
  /** Row-major bytes, R, G, B first in each pixel; what was transparent has white behind it. */
  read(part: Part): ArrayLike<number>;
}

/** RGB bytes [vertical.length, horizontal.length, 3]. */
export function resized({ channels, read }: Raster, horizontal: Axis, vertical: Axis): Uint8Array {
  const { from, to } = horizontal;
  return resampleRows({ channels, read: (y, count) => read({ from, to, y, count }) }, { horizontal, vertical });
}

/** RGB bytes [height, width, 3] as a raster. */
export function rasterOf(rgb: Uint8Array, { width, height }: Size): Raster {
  const read = ({ from, to, y, count }: Part): Uint8Array => {
    const row = (to - from) * 3;
    const out = new Uint8Array(count * row);
    for (let i = 0; i < count; i++) out.set(rgb.subarray(((y + i) * width + from) * 3, ((y + i) * width + to) * 3), i * row);
    return out;
  };
  return { width, height, channels: 3, read };
}
