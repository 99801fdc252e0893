/** The pictures' worker: decode, white behind what is transparent, cover and centre crop, thumbnail. */
import { expose, transfer } from 'comlink';
import { coverCrop } from '../src/images/crops/crop';
import { latentMask } from '../src/images/masks/latent-mask';
import type { MaskSources } from '../src/images/prepare/mask';
import type { Size } from '../src/images/probe-size';
import type { ImagesApi, MaskedPicture, MasksApi, PreparedPicture } from './api';
import { bitmapRows, coveredBy, decode, openPicture, thumbnailOf, transparentCanvas, whiteCanvas } from './decode';
import { carryFailures } from './failures';

const api: ImagesApi & MasksApi = { prepare, mask };

async function prepare(picture: Blob, name: string, side: number, tall = side): Promise<PreparedPicture> {
  const bitmap = await openPicture(picture, name);
  try {
    const { width, height } = bitmap;
    const rgb = coveredBy(bitmap, { width: side, height: tall });
    const thumbnail = await thumbnailOf(bitmap);
    return transfer({ rgb, thumbnail, width, height }, [rgb.buffer]);
  } finally {
    bitmap.close();
  }
}

async function mask(picture: MaskedPicture, to: Size, factor: number): Promise<Float32Array | undefined> {
  const { blob, name, mask: painted } = picture;
  // A JPEG has no alpha, and its size is known.
  const seen = blob.type === 'image/jpeg' ? undefined : await decode(blob, name);
  try {
    const mask = painted && (await decode(painted, name));
    const sources: MaskSources = {
      ...(seen && { alpha: (axes) => bitmapRows(seen, axes, transparentCanvas) }),
      ...(mask && { mask: { size: mask, read: (axes) => bitmapRows(mask, axes, whiteCanvas) } }),
    };
    const weights = latentMask(coverCrop(seen ?? picture, to), sources, factor);
    mask?.close();
    return weights;
  } finally {
    seen?.close();
  }
}

carryFailures();
expose(api);
