/** Cover and centre crop: scaled until the target is covered, then cut around the centre. A1111's resize mode 1. */
import { lanczosAxis, type Axis } from './lanczos';
import { resampleRows, rowsOf, type PixelRows } from './resample';

export interface CoverAxes {
  horizontal: Axis;
  vertical: Axis;
}

/** How a width × height picture becomes toWidth × toHeight: one edge fits, the other is cut on both ends. */
export function coverAxes(width: number, height: number, toWidth: number, toHeight = toWidth): CoverAxes {
  const wide = width * toHeight > toWidth * height;
  const scaledWidth = wide ? Math.floor((width * toHeight) / height) : toWidth;
  const scaledHeight = wide ? toHeight : Math.floor((height * toWidth) / width);
  return { horizontal: centred(width, scaledWidth, toWidth), vertical: centred(height, scaledHeight, toHeight) };
}

function centred(size: number, scaled: number, side: number): Axis {
  return lanczosAxis(size, scaled, Math.floor(scaled / 2) - Math.floor(side / 2), side);
}

/** As `coverCrop`, for a picture read strip by strip. `axes` come from `coverAxes`. */
export function coverCropRows(rows: PixelRows, axes: CoverAxes): Uint8Array {
  return resampleRows(rows, axes.horizontal, axes.vertical);
}

/** RGB bytes [height, width, 3] → [toHeight, toWidth, 3]. Any size from 1 × 1 on. */
export function coverCrop(rgb: Uint8Array, width: number, height: number, toWidth: number, toHeight = toWidth): Uint8Array {
  const axes = coverAxes(width, height, toWidth, toHeight);
  return coverCropRows(rowsOf(rgb, width, axes.horizontal), axes);
}
