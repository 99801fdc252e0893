/** Pictures at the sizes they are trained at, through a worker of their own: the trainer's thread stays free for the GPU. */
import { wrap, type Remote } from 'comlink';
import { maskWeights } from '../src/diffusion/loss-weight';
import { toTensor } from '../src/images/to-tensor';
import type { Picture } from '../src/store/records';
import type { TrainPicture } from '../src/train/samples/latents';
import type { PixelSize } from '../src/train/size';
import type { ImagesApi, MasksApi } from './api';
import { carryFailures } from './failures';

/** A picture of a data set, and the number of the word that it shows. */
export type WordPicture = Picture & { word: number };

/** The pictures' worker, for as long as a run may ask for pictures. */
export function openImages(): { api: Remote<ImagesApi & MasksApi>; close(): void } {
  carryFailures();
  const worker = new Worker(new URL('./images.ts', import.meta.url), { type: 'module' });
  return { api: wrap<ImagesApi & MasksApi>(worker), close: () => worker.terminate() };
}

/** `sizes`: of each picture. Nothing is decoded before it is asked for: a thousand pictures as numbers are 3 GB. */
export function trainPicturesOf(pictures: readonly WordPicture[], sizes: readonly PixelSize[], { api }: ReturnType<typeof openImages>): TrainPicture[] {
  return pictures.map(({ id, name, caption, word, blob, width, height, mask: painted }, i) => {
    const size = sizes[i];
    const image = async (): Promise<Float32Array> => toTensor((await api.prepare(blob, name, size.width, size.height)).rgb);
    const mask = async (factor: number): Promise<Float32Array | undefined> => {
      const seen = await api.mask({ blob, name, width, height, mask: painted }, size, factor);
      return seen && maskWeights(seen);
    };
    return { id, caption, word, size, image, mask };
  });
}
