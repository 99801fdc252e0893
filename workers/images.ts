/** The pictures' worker: decode, white behind what is transparent, cover and centre crop, thumbnail. */
import { expose, transfer } from 'comlink';
import { latentAlpha } from '../src/images/alpha-mask';
import { coverCrop, cropAxes } from '../src/images/crops/crop';
import type { ImagesApi, MasksApi, PreparedPicture } from './api';
import { bitmapRows, coveredBy, decode, openPicture, thumbnailOf, transparentCanvas } from './decode';
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

async function mask(picture: Blob, name: string, width: number, height: number, factor: number): Promise<Float32Array | undefined> {
  if (picture.type === 'image/jpeg') return undefined; // has no alpha
  const bitmap = await decode(picture, name);
  try {
    const axes = cropAxes(coverCrop(bitmap, { width, height }));
    return latentAlpha(bitmapRows(bitmap, axes, transparentCanvas), axes, factor);
  } finally {
    bitmap.close();
  }
}

carryFailures();
expose(api);
