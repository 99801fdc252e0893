/** Cover and centre crop: scaled until the square is covered, then cut around the centre. A1111's resize mode 1. */
import { lanczosAxis, type Axis } from './lanczos';
import { resampleRows, rowsOf, type PixelRows } from './resample';

export interface CoverAxes {
  horizontal: Axis;
  vertical: Axis;
}

/** How a width × height picture becomes side × side: the shorter edge fits, the longer is cut on both ends. */
export function coverAxes(width: number, height: number, side: number): CoverAxes {
  const wide = width > height;
  const scaledWidth = wide ? Math.floor((width * side) / height) : side;
  const scaledHeight = wide ? side : Math.floor((height * side) / width);
  return { horizontal: centred(width, scaledWidth, side), vertical: centred(height, scaledHeight, side) };
}

function centred(size: number, scaled: number, side: number): Axis {
  return lanczosAxis(size, scaled, Math.floor(scaled / 2) - Math.floor(side / 2), side);
}

/** As `coverCrop`, for a picture read strip by strip. `axes` come from `coverAxes`. */
export function coverCropRows(rows: PixelRows, axes: CoverAxes): Uint8Array {
  return resampleRows(rows, axes.horizontal, axes.vertical);
}

/** RGB bytes [height, width, 3] → [side, side, 3]. Any size from 1 × 1 on. */
export function coverCrop(rgb: Uint8Array, width: number, height: number, side: number): Uint8Array {
  const axes = coverAxes(width, height, side);
  return coverCropRows(rowsOf(rgb, width, axes.horizontal), axes);
}
