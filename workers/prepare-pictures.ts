/** Pictures at the training size, through a worker of their own: the trainer's thread stays free for the GPU. */
import { wrap } from 'comlink';
import { toTensor } from '../src/images/to-tensor';
import type { Picture } from '../src/store/records';
import type { TrainPicture } from '../src/train/latents';
import type { PixelSize } from '../src/train/size';
import type { ImagesApi } from './api';
import { carryFailures } from './failures';

/** Throws `picture.unreadable`, `picture.extreme`. */
export async function preparePictures(pictures: readonly Picture[], { width, height }: PixelSize): Promise<TrainPicture[]> {
  carryFailures();
  const worker = new Worker(new URL('./images.ts', import.meta.url), { type: 'module' });
  const images = wrap<ImagesApi>(worker);
  try {
    const prepared: TrainPicture[] = [];
    for (const { id, name, caption, blob } of pictures) {
      const { rgb } = await images.prepare(blob, name, width, height);
      prepared.push({ id, caption, image: toTensor(rgb) });
    }
    return prepared;
  } finally {
    worker.terminate();
  }
}
