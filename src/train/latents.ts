/** @file Pictures as latents, made once; the VAE's encoder is on the GPU only meanwhile. */
import type { Device } from '../engine/device';
import { createRuntime } from '../engine/runtime';
import type { Model } from '../nets/model';
import { encodeProgram } from '../nets/programs';
import { loadWeights } from '../nets/weights';
import type { ResidentListener } from './gpu-session';
import { packPosterior, posterior, unpackPosterior, type Posterior } from './posterior';
import type { PixelSize } from './size';

export interface TrainPicture {
  id: string;
  caption: string;
  /** [height, width, 3] in -1..1 */
  image: Float32Array;
  /** Weights of its loss by place, [height / factor, width / factor]; undefined = everywhere alike. Throws `picture.*`. */
  mask?(factor: number): Promise<Float32Array | undefined>;
}

/** Kept between runs, by model and picture; handed in, like all persistence. */
export interface LatentCache {
  /** as `packPosterior` makes them */
  load(pictureId: string): Promise<Float32Array | undefined>;
  save(pictureId: string, packed: Float32Array): Promise<void>;
}

/** The network that makes the latents: the model's own VAE or another. */
export type LatentEncoder = Pick<Model, 'vae' | 'weights'>;

/**
 * @param size of the pictures, in pixels
 * @returns a posterior [height / f, width / f, channels] per picture, times the scaling factor
 */
export async function encodePictures(
  device: Device,
  model: LatentEncoder,
  pictures: readonly TrainPicture[],
  size: PixelSize,
  cache: LatentCache,
  onPicture: (done: number, total: number) => void,
  resident: ResidentListener = () => {},
): Promise<Posterior[]> {
  const known = await Promise.all(pictures.map(({ id }) => cache.load(id)));
  const posteriors = known.map((packed) => packed && unpackPosterior(packed));
  const missing = pictures.flatMap((_, i) => (posteriors[i] ? [] : [i]));
  if (missing.length > 0) {
    const encode = await openEncoder(device, model, size);
    resident(['vae'], encode.bytes);
    try {
      for (const [done, i] of missing.entries()) {
        onPicture(done, missing.length);
        const made = await encode.picture(pictures[i].image);
        posteriors[i] = made;
        await cache.save(pictures[i].id, packPosterior(made));
      }
    } finally {
      encode.close();
      resident([], 0);
    }
  }
  return posteriors as Posterior[];
}

async function openEncoder(device: Device, model: LatentEncoder, size: PixelSize) {
  const encode = encodeProgram(model, { batch: 1, ...size });
  const runtime = await createRuntime(device, { encode });
  await loadWeights(model.weights, runtime).catch((error: unknown) => {
    runtime.destroy();
    throw error;
  });
  return {
    async picture(image: Float32Array): Promise<Posterior> {
      const { mean, logvar } = await runtime.run('encode', { image }, ['mean', 'logvar']);
      return posterior(mean, logvar, model.vae.scale);
    },
    bytes: runtime.bytes,
    close: () => runtime.destroy(),
  };
}
