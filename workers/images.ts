/** The pictures' worker: decode, white behind what is transparent, cover and centre crop, thumbnail. */
import { expose, transfer } from 'comlink';
import { Failure } from '../src/failure';
import { latentAlpha } from '../src/images/alpha-mask';
import { coverAxes, coverCropRows, type CoverAxes } from '../src/images/cover';
import { refuseExtremes } from '../src/images/limits';
import { PROBE_BYTES, probeSize } from '../src/images/probe-size';
import type { PixelRows } from '../src/images/resample';
import type { ImagesApi, MasksApi, PreparedPicture } from './api';
import { carryFailures } from './failures';

const THUMBNAIL_SIDE = 128;

const api: ImagesApi & MasksApi = { prepare, mask };

async function prepare(picture: Blob, name: string, side: number, tall = side): Promise<PreparedPicture> {
  await refuseByHeader(picture, name);
  const bitmap = await decode(picture, name);
  try {
    const { width, height } = bitmap;
    refuseExtremes(name, bitmap);
    const rgb = coveredBy(bitmap, side, tall);
    const thumbnail = await thumbnailOf(bitmap);
    return transfer({ rgb, thumbnail, width, height }, [rgb.buffer]);
  } finally {
    bitmap.close();
  }
}

async function mask(picture: Blob, name: string, width: number, height: number, factor: number): Promise<Float32Array | undefined> {
  if (picture.type === 'image/jpeg') return undefined; // has no alpha
  const bitmap = await decode(picture, name);
  try {
    const axes = coverAxes(bitmap.width, bitmap.height, width, height);
    return latentAlpha(rowsOf(bitmap, axes, transparentCanvas), axes, factor);
  } finally {
    bitmap.close();
  }
}

/** Decoding a picture of 16,384 × 16,384 takes 1 GiB: most are judged by their first bytes. */
async function refuseByHeader(picture: Blob, name: string): Promise<void> {
  const bytes = await picture.slice(0, PROBE_BYTES).arrayBuffer().catch(unreadable(name));
  const size = probeSize(new Uint8Array(bytes));
  if (size) refuseExtremes(name, size);
}

/** Upright as its EXIF data says, in sRGB, alpha not yet applied. */
function decode(picture: Blob, name: string): Promise<ImageBitmap> {
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

/** RGB bytes, toHeight × toWidth × 3. The picture is read in strips, so no second copy of it is made. */
function coveredBy(bitmap: ImageBitmap, toWidth: number, toHeight: number): Uint8Array {
  const axes = coverAxes(bitmap.width, bitmap.height, toWidth, toHeight);
  return coverCropRows(rowsOf(bitmap, axes, whiteCanvas), axes);
}

/** RGBA bytes of the rows' columns that `axes` reads, drawn on that canvas at the picture's own size. */
function rowsOf(bitmap: ImageBitmap, { horizontal: { from, to } }: CoverAxes, canvas: typeof whiteCanvas): PixelRows {
  const width = to - from;
  const read = (y: number, count: number): Uint8ClampedArray => {
    const context = canvas(width, count);
    context.drawImage(bitmap, from, y, width, count, 0, 0, width, count);
    return context.getImageData(0, 0, width, count).data;
  };
  return { channels: 4, read };
}

function transparentCanvas(width: number, height: number, alpha = true): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true, alpha });
  if (!context) throw new Failure('internal', { message: 'no 2D canvas' });
  return context;
}

function whiteCanvas(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = transparentCanvas(width, height, false);
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  return context;
}

/** WebP where the browser writes it, else PNG; the longer side has at most 128 pixels. */
function thumbnailOf(bitmap: ImageBitmap): Promise<Blob> {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = whiteCanvas(width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return context.canvas.convertToBlob({ type: 'image/webp', quality: 0.85 });
}

carryFailures();
expose(api);
