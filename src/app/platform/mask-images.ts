/** Masks as PNGs and back, on the page: what takes long is done by the browser beside it. */
import { Failure } from '../../failure';
import { channelMask, greyRgba, type MaskPixels } from '../../images/masks/mask';
import type { Size } from '../../images/probe-size';

export interface MaskImages {
  /** A grey picture at that size. Throws `mask.unreadable`. */
  readMask(blob: Blob, size: Size): Promise<MaskPixels>;
  /** How opaque a picture is, at that size. Throws `mask.unreadable`. */
  readAlpha(blob: Blob, size: Size): Promise<MaskPixels>;
  toPng(mask: MaskPixels): Promise<Blob>;
}

export const maskImages: MaskImages = {
  readMask: async (blob, size) => channelMask(size, await pixels(blob, size), 0),
  readAlpha: async (blob, size) => channelMask(size, await pixels(blob, size), 3),
  toPng(mask) {
    const context = contextOf(mask);
    context.putImageData(new ImageData(greyRgba(mask), mask.width, mask.height), 0, 0);
    return context.canvas.convertToBlob({ type: 'image/png' });
  },
};

async function pixels(blob: Blob, { width, height }: Size): Promise<Uint8ClampedArray> {
  const small = { resizeWidth: width, resizeHeight: height, resizeQuality: 'high', imageOrientation: 'from-image' } as const;
  const bitmap = await createImageBitmap(blob, small).catch(() => {
    throw new Failure('mask.unreadable');
  });
  const context = contextOf({ width, height });
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height).data;
}

function contextOf({ width, height }: Size): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Failure('internal', { message: 'no 2D canvas' });
  return context;
}
