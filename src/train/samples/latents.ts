/** @file Pictures as latents, made once; the VAE's encoder is on the GPU only meanwhile. */
import type { Device } from '../../engine/device';
import { createRuntime } from '../../engine/runtime';
import type { Model } from '../../nets/model';
import { encodeProgram } from '../../nets/programs';
import { loadWeights } from '../../nets/weights';
import type { ResidentListener } from '../step/gpu-session';
import { packPosterior, posterior, unpackPosterior, type Posterior } from './posterior';
import { distinctSizes, sameSize, type PixelSize } from '../size';

export interface TrainPicture {
  id: string;
  caption: string;
  /** number of the word that it shows */
  word: number;
  /** in pixels, that it is trained at */
  size: PixelSize;
  /** [height, width, 3] in -1..1; asked for where the latent is not known yet. Throws `picture.*`. */
  image(): Promise<Float32Array>;
  /** Weights of its loss by place, [height / factor, width / factor]; undefined = everywhere alike. Throws `picture.*`. */
  mask?(factor: number): Promise<Float32Array | undefined>;
}

/** Kept between runs, by model and picture; handed in, like all persistence. */
export interface LatentCache {
  /** as `packPosterior` makes them */
  load(pictureId: string, size: PixelSize): Promise<Float32Array | undefined>;
  save(pictureId: string, size: PixelSize, packed: Float32Array): Promise<void>;
}

/** The network that makes the latents: the model's own VAE or another. */
export type LatentEncoder = Pick<Model, 'vae' | 'weights'>;

/**
 * One size after the other: each has an encoder of its own on the GPU.
 * @returns a posterior [height / f, width / f, channels] per picture, times the scaling factor
 */
export async function encodePictures(
  device: Device,
  model: LatentEncoder,
  pictures: readonly TrainPicture[],
  cache: LatentCache,
  onPicture: (done: number, total: number) => void,
  resident: ResidentListener = () => {},
): Promise<Posterior[]> {
  const known = await Promise.all(pictures.map(({ id, size }) => cache.load(id, size)));
  const posteriors = known.map((packed) => packed && unpackPosterior(packed));
  const missing = pictures.flatMap((_, i) => (posteriors[i] ? [] : [i]));
  let done = 0;
  for (const size of distinctSizes(missing.map((i) => pictures[i].size))) {
    const encode = await openEncoder(device, model, size);
    resident(['vae'], encode.bytes);
    try {
      for (const i of missing.filter((at) => sameSize(pictures[at].size, size))) {
        onPicture(done++, missing.length);
        const made = await encode.picture(await pictures[i].image());
        posteriors[i] = made;
        await cache.save(pictures[i].id, size, packPosterior(made)).catch(() => {}); // a full store: the next run makes it again
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
