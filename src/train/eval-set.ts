/**
 * @file The fixed evaluation set: the same pictures, timesteps and noises at every evaluation, so that two losses can
 * be compared item by item. A training loss cannot: its noise is larger than what a word gains.
 */
import { normals, STREAM } from '../diffusion/philox';

export interface EvalItem {
  picture: number;
  timestep: number;
  noise: Float32Array;
}

/** Pictures in turn, timesteps evenly spread over all of them. */
export function evalItems(seed: number, count: number, pictures: number, timesteps: number, latentSize: number): EvalItem[] {
  return Array.from({ length: count }, (_, i) => ({
    picture: i % pictures,
    timestep: Math.floor(((i + 0.5) / count) * timesteps),
    noise: normals(seed, STREAM.evaluation, latentSize, i),
  }));
}
