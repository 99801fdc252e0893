/** @file Pictures decoded in a worker, and their pixels strip by strip: of 24 megapixels there is never a second copy. */
import { Failure } from '../src/failure';
import { coverCrop, cropAxes } from '../src/images/crops/crop';
import { refuseExtremes } from '../src/images/limits';
import { PROBE_BYTES, probeSize, type Size } from '../src/images/probe-size';
import type { PixelReader } from '../src/images/prepare/focus';
import { resampleRows, type CropAxes, type PixelRows } from '../src/images/resample';

const THUMBNAIL_SIDE = 128;

/** `decode`, unless its size is extreme: throws `picture.extreme`, `picture.unreadable`. */
export async function openPicture(picture: Blob, name: string): Promise<ImageBitmap> {
  await refuseByHeader(picture, name);
  const bitmap = await decode(picture, name);
  try {
    refuseExtremes(name, bitmap);
    return bitmap;
  } catch (error) {
    bitmap.close();
    throw error;
  }
}

/** Decoding a picture of 16,384 × 16,384 takes 1 GiB: most are judged by their first bytes. */
async function refuseByHeader(picture: Blob, name: string): Promise<Size | undefined> {
  const bytes = await picture.slice(0, PROBE_BYTES).arrayBuffer().catch(unreadable(name));
  const size = probeSize(new Uint8Array(bytes));
  if (size) refuseExtremes(name, size);
  return size;
}

/** Pixels from which a picture is decoded while no other such one is: four bytes each, in every worker. */
const LARGE = 2 ** 26;

const isLarge = (size: Size | undefined): boolean => size !== undefined && size.width * size.height > LARGE;

/** Whether it is decoded alone. Throws `picture.extreme`, `picture.unreadable`. */
export const isLargePicture = async (picture: Blob, name: string): Promise<boolean> => isLarge(await refuseByHeader(picture, name));

/** `work` on the decoded picture, which is then let go. Throws what `openPicture` does. */
export async function withPicture<T>(picture: Blob, name: string, work: (bitmap: ImageBitmap) => Promise<T>): Promise<T> {
  const size = await refuseByHeader(picture, name);
  const opened = async (): Promise<T> => {
    const bitmap = await openPicture(picture, name);
    return work(bitmap).finally(() => bitmap.close());
  };
  return isLarge(size) ? navigator.locks.request('large-picture', opened) : opened();
}

/** Upright as its EXIF data says, in sRGB, alpha not yet applied. Throws `picture.unreadable` {name}. */
export function decode(picture: Blob, name: string): Promise<ImageBitmap> {
  return createImageBitmap(picture, {
    imageOrientation: 'from-image',
    colorSpaceConversion: 'default',
    premultiplyAlpha: 'none',
  }).catch(unreadable(name));
}

/** Browsers name the reason differently, and none says more than that it is no picture. */
function unreadable(name: string): () => never {
  return () => {
    throw new Failure('picture.unreadable', { name });
  };
}

/** RGB bytes [to.height, to.width, 3]: covered, cut around the centre. */
export function coveredBy(bitmap: ImageBitmap, to: Size): Uint8Array {
  const axes = cropAxes(coverCrop(bitmap, to));
  return resampleRows(bitmapRows(bitmap, axes, whiteCanvas), axes);
}

/** A canvas to draw on, of that many pixels. */
export type Ground = (width: number, height: number) => OffscreenCanvasRenderingContext2D;

/** Its pixels, drawn on that canvas. */
export const readerOf = (bitmap: ImageBitmap, ground = whiteCanvas): PixelReader => (axes) => bitmapRows(bitmap, axes, ground);

/** RGBA bytes of the rows' columns that `axes` reads, drawn on that canvas at the picture's own size. */
export function bitmapRows(bitmap: ImageBitmap, { horizontal: { from, to } }: CropAxes, canvas: Ground): PixelRows {
  const width = to - from;
  const read = (y: number, count: number): Uint8ClampedArray => {
    const context = canvas(width, count);
    context.drawImage(bitmap, from, y, width, count, 0, 0, width, count);
    return context.getImageData(0, 0, width, count).data;
  };
  return { channels: 4, read };
}

export const transparentCanvas: Ground = (width, height) => canvas(width, height, true);

export const whiteCanvas: Ground = (width, height) => {
  const context = canvas(width, height, false);
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  return context;
};

function canvas(width: number, height: number, alpha: boolean): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true, alpha });
  if (!context) throw new Failure('internal', { message: 'no 2D canvas' });
  return context;
}

/** WebP where the browser writes it, else PNG; the longer side has at most 128 pixels. */
export function thumbnailOf(picture: ImageBitmap | OffscreenCanvas): Promise<Blob> {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const context = whiteCanvas(width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  return context.canvas.convertToBlob({ type: 'image/webp', quality: 0.85 });
}
