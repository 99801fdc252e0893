/**
 * @file What each sample of each step is: picture, timestep, prompt line, noise. A pure function of the seed and the
 * sample's number, so a resumed run draws what an unbroken one would.
 */
import { integer, normals, STREAM } from '../../diffusion/philox';
import type { PictureOrder } from './picture-order';

export interface Sample {
  picture: number;
  /** 0..999 */
  timestep: number;
  /** index of the template line */
  line: number;
}

export interface DrawSettings {
  seed: number;
  order: PictureOrder;
  lines: number;
  timesteps: number;
}

/** `index` counts samples from the run's first: (step * accumulate + micro) * batch + position. */
export function drawSample({ seed, order, lines, timesteps }: DrawSettings, index: number): Sample {
  return {
    picture: order.pictureAt(index),
    timestep: integer(seed, STREAM.timestep, index, timesteps),
    line: integer(seed, STREAM.prompt, index, lines),
  };
}

/** Standard normal, as many as the sample's latent has values. */
export const drawNoise = (seed: number, index: number, latentValues: number): Float32Array =>
  normals(seed, STREAM.noise, latentValues, index);

/**
 * Noise offset (Guttenberg 2023): each channel of the noise is moved as a whole, so that brightness is learned too.
 * [pixels, channels] → the same; `share` 0 leaves it as it is.
 */
export function offsetNoise(noise: Float32Array, share: number, { seed, sample, channels }: { seed: number; sample: number; channels: number }): Float32Array {
  if (share === 0) return noise;
  const moved = normals(seed, STREAM.offset, channels, sample);
  return noise.map((value, i) => value + share * moved[i % channels]);
}
