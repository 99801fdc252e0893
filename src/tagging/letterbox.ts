/**
 * @file The whole picture inside a rectangle, what is left over filled from its edges: A1111's resize mode 2
 * (modules/images.py, resize_image). Its fill is Pillow's bicubic resize of a box of no thickness: 9/8 of the outermost
 * row less 1/8 of the one before.
 */
import { BICUBIC } from '../images/bicubic';
import { kernelAxis, lanczosAxis, type Axis } from '../images/lanczos';
import type { Size } from '../images/probe-size';
import { rasterOf, resized, type Raster } from './raster';

/** RGB bytes [to.height, to.width, 3]; a picture too thin for that still has one pixel. */
export function letterbox(picture: Raster, to: Size): Uint8Array {
  const isTall = to.width * picture.height > picture.width * to.height;
  const size = {
    width: isTall ? Math.max(1, Math.floor((picture.width * to.height) / picture.height)) : to.width,
    height: isTall ? to.height : Math.max(1, Math.floor((picture.height * to.width) / picture.width)),
  };
  const inner = resized(picture, lanczosAxis(picture.width, size.width), lanczosAxis(picture.height, size.height));
  return isTall ? filledAcross(inner, size, to) : filledDown(inner, size, to);
}

/** Of `count` pixels, all made of the edge that begins or ends there. */
const edge = (size: number, start: number, length: number): Axis => kernelAxis(BICUBIC, { size, scale: 0, start, length });

const whole = (size: number): Axis => kernelAxis(BICUBIC, { size, scale: 1, length: size });

function filledDown(inner: Uint8Array, size: Size, to: Size): Uint8Array {
  const out = new Uint8Array(to.width * to.height * 3);
  const fill = Math.floor(to.height / 2) - Math.floor(size.height / 2);
  const stride = to.width * 3;
  const paste = (rows: Uint8Array, y: number): void => out.set(rows.subarray(0, (to.height - y) * stride), y * stride);
  paste(inner, fill);
  if (fill === 0) return out;
  const from = (row: number): Uint8Array => resized(rasterOf(inner, size), whole(size.width), edge(size.height, row, fill));
  paste(from(0), 0);
  paste(from(size.height), fill + size.height);
  return out;
}

function filledAcross(inner: Uint8Array, size: Size, to: Size): Uint8Array {
  const out = new Uint8Array(to.width * to.height * 3);
  const fill = Math.floor(to.width / 2) - Math.floor(size.width / 2);
  const paste = (rgb: Uint8Array, width: number, x: number): void => {
    const kept = Math.min(width, to.width - x);
    for (let y = 0; y < to.height; y++) out.set(rgb.subarray(y * width * 3, (y * width + kept) * 3), (y * to.width + x) * 3);
  };
  paste(inner, size.width, fill);
  if (fill === 0) return out;
  const from = (column: number): Uint8Array => resized(rasterOf(inner, size), edge(size.width, column, fill), whole(size.height));
  paste(from(0), fill, 0);
  paste(from(size.width), fill, fill + size.width);
  return out;
}
