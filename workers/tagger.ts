/** The taggers' worker: models that a person brought, by ONNX Runtime. Nothing of that is loaded before it is needed. */
import { expose } from 'comlink';
import type { Raster } from '../src/tagging/raster';
import { openPicture, whiteCanvas } from './decode';
import { carryFailures } from './failures';
import { openRuntime } from './onnx/runtime';
import { bestPlace } from './onnx/sessions';
import { createTagger } from './tagger/tagger';

async function withPicture<T>(picture: Blob, name: string, use: (raster: Raster) => T): Promise<T> {
  const bitmap = await openPicture(picture, name);
  try {
    return use(rasterOf(bitmap));
  } finally {
    bitmap.close();
  }
}

/** Drawn part by part over white. */
function rasterOf(bitmap: ImageBitmap): Raster {
  const { width, height } = bitmap;
  return {
    width, height, channels: 4,
    read({ from, to, y, count }) {
      const context = whiteCanvas(to - from, count);
      context.drawImage(bitmap, from, y, to - from, count, 0, 0, to - from, count);
      return context.getImageData(0, 0, to - from, count).data;
    },
  };
}

carryFailures();
expose(createTagger({ runtime: openRuntime, place: bestPlace, withPicture }));
