/**
 * @file A crop is a scaled picture cut to a rectangle, one axis at a time. Scaled sizes and offsets may be fractions:
 * then the rectangle is that part of the source which a resize with a box reads.
 */
import { lanczosAxis } from '../lanczos';
import type { Size } from '../probe-size';
import type { CropAxes } from '../resample';

/** `size` source pixels scaled to `scaled`, of which [offset, offset + length) are kept. */
export interface AxisCut {
  readonly size: number;
  readonly scaled: number;
  readonly offset: number;
  /** whole pixels */
  readonly length: number;
}

export interface Crop {
  readonly horizontal: AxisCut;
  readonly vertical: AxisCut;
}

/** In pixels of the source. */
export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

export const sizeOfCrop = ({ horizontal, vertical }: Crop): Size => ({ width: horizontal.length, height: vertical.length });

/** For `resampleRows`. */
export const cropAxes = ({ horizontal, vertical }: Crop): CropAxes => ({ horizontal: axisOf(horizontal), vertical: axisOf(vertical) });

const axisOf = ({ size, scaled, offset, length }: AxisCut) => lanczosAxis(size, scaled, offset, length);

/** What of the source is kept: to be drawn over it. */
export function boxOfCrop({ horizontal, vertical }: Crop): Box {
  const [across, down] = [horizontal.size / horizontal.scaled, vertical.size / vertical.scaled];
  return { x: horizontal.offset * across, y: vertical.offset * down, width: horizontal.length * across, height: vertical.length * down };
}

/** Share of the source's pixels that a crop leaves out, 0..1. */
export function lossOfCrop(crop: Crop): number {
  const { width, height } = boxOfCrop(crop);
  return 1 - (width * height) / (crop.horizontal.size * crop.vertical.size);
}

/** Scaled until the target is covered, then cut around the centre: A1111's resize mode 1. */
export function coverCrop({ width, height }: Size, to: Size): Crop {
  const wide = width * to.height > to.width * height;
  const scaledWidth = wide ? Math.floor((width * to.height) / height) : to.width;
  const scaledHeight = wide ? to.height : Math.floor((height * to.width) / width);
  return { horizontal: centred(width, scaledWidth, to.width), vertical: centred(height, scaledHeight, to.height) };
}

function centred(size: number, scaled: number, length: number): AxisCut {
  return { size, scaled, offset: Math.floor(scaled / 2) - Math.floor(length / 2), length };
}

/** The largest part of a box that has the target's ratio, around the box's centre, with fractions of pixels. */
export function boxCrop(picture: Size, box: Box, to: Size): Crop {
  const scale = Math.max(to.width / box.width, to.height / box.height);
  const cut = (size: number, middle: number, length: number): AxisCut =>
    ({ size, scaled: size * scale, offset: middle * scale - length / 2, length });
  return { horizontal: cut(picture.width, box.x + box.width / 2, to.width), vertical: cut(picture.height, box.y + box.height / 2, to.height) };
}

/** All of the picture at its own size. */
export function wholeCrop({ width, height }: Size): Crop {
  const all = (size: number): AxisCut => ({ size, scaled: size, offset: 0, length: size });
  return { horizontal: all(width), vertical: all(height) };
}
