/** Pictures at the training size, through a worker of their own: the trainer's thread stays free for the GPU. */
import { wrap } from 'comlink';
import type { Picture } from '../src/store/records';
import type { TrainPicture } from '../src/train/latents';
import type { ImagesApi } from './api';
import { carryFailures } from './failures';

/** Throws `picture.unreadable`, `picture.extreme`. */
export async function preparePictures(pictures: readonly Picture[], side: number): Promise<TrainPicture[]> {
  carryFailures();
  const worker = new Worker(new URL('./images.ts', import.meta.url), { type: 'module' });
  const images = wrap<ImagesApi>(worker);
  try {
    const prepared: TrainPicture[] = [];
    for (const { id, name, caption, blob } of pictures) {
      prepared.push({ id, caption, rgb: (await images.prepare(blob, name, side)).rgb });
    }
    return prepared;
  } finally {
    worker.terminate();
  }
}
