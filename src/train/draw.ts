/**
 * @file What each sample of each step is: picture, timestep, noise, prompt line. A pure function of the seed and the
 * sample's number, so a resumed run draws what an unbroken one would.
 */
import { integer, normals, STREAM } from '../diffusion/philox';

export interface Sample {
  picture: number;
  /** 0..999 */
  timestep: number;
  /** index of the template line */
  line: number;
  /** standard normal, as many as a latent has values */
  noise: Float32Array;
}

export interface DrawSettings {
  seed: number;
  pictures: number;
  lines: number;
  /** values of one latent */
  latentSize: number;
  timesteps: number;
}

/** `index` counts samples from the run's first: (step * accumulate + micro) * batch + position. */
export function drawSample(settings: DrawSettings, index: number): Sample {
  const { seed, pictures, lines, latentSize, timesteps } = settings;
  return {
    picture: pictureAt(seed, pictures, index),
    timestep: integer(seed, STREAM.timestep, index, timesteps),
    line: integer(seed, STREAM.prompt, index, lines),
    noise: normals(seed, STREAM.noise, latentSize, index),
  };
}

/**
 * Noise offset (Guttenberg 2023): each channel of the noise is moved as a whole, so that brightness is learned too.
 * [pixels, channels] → the same; `share` 0 leaves it as it is.
 */
export function offsetNoise(noise: Float32Array, share: number, { seed, sample, channels }: { seed: number; sample: number; channels: number }): Float32Array {
  if (share === 0) return noise;
  const moved = normals(seed, STREAM.offset, channels, sample);
  return noise.map((value, i) => value + share * moved[i % channels]);
}

/** Every picture once per epoch, in an order shuffled anew for each. */
function pictureAt(seed: number, pictures: number, index: number): number {
  const epoch = Math.floor(index / pictures);
  return shuffled(seed, pictures, epoch)[index % pictures];
}

/** Fisher–Yates with numbers of the epoch's own. */
function shuffled(seed: number, count: number, epoch: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = integer(seed, STREAM.order, epoch * count + i, i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
