/**
 * @file What the VAE says of a picture is a distribution; which latent is trained with is a choice (A1111's "latent
 * sampling method"): its mean, one sample kept for the whole run, or a new sample each time.
 */
import { normals, STREAM } from '../../diffusion/philox';
import type { LatentSampling } from '../settings';

/** Both times the scaling factor, [h, w, channels]. */
export interface Posterior {
  mean: Float32Array;
  deviation: Float32Array;
}

/** As the original clamps it. */
const LOGVAR = { low: -30, high: 20 };

export function posterior(mean: Float32Array, logvar: Float32Array, scale: number): Posterior {
  const bounded = (value: number): number => Math.min(LOGVAR.high, Math.max(LOGVAR.low, value));
  return { mean: mean.map((value) => value * scale), deviation: logvar.map((value) => Math.exp(bounded(value) / 2) * scale) };
}

/** The latent of picture number `picture` for sample number `index` of the run. */
export function latentOf({ mean, deviation }: Posterior, sampling: LatentSampling, seed: number, picture: number, index: number): Float32Array {
  if (sampling === 'deterministic') return mean;
  // even numbers for pictures, odd ones for samples: the two never share their noise
  const noise = normals(seed, STREAM.latent, mean.length, sampling === 'once' ? 2 * picture : 2 * index + 1);
  return mean.map((value, i) => value + deviation[i] * noise[i]);
}

/** For the store: one array, mean first. */
export function packPosterior({ mean, deviation }: Posterior): Float32Array {
  const packed = new Float32Array(2 * mean.length);
  packed.set(mean);
  packed.set(deviation, mean.length);
  return packed;
}

export const unpackPosterior = (packed: Float32Array): Posterior =>
  ({ mean: packed.slice(0, packed.length / 2), deviation: packed.slice(packed.length / 2) });
