/**
 * @file The fixed evaluation set: the same pictures, timesteps and noises at every evaluation, so that two losses can
 * be compared item by item. A training loss cannot: its noise is larger than what a word gains.
 */
import { normals, STREAM } from '../../diffusion/philox';

export interface EvalItem {
  picture: number;
  timestep: number;
  noise: Float32Array;
}

export interface EvalSettings {
  seed: number;
  count: number;
  /** for each word the numbers of its pictures */
  words: readonly (readonly number[])[];
  timesteps: number;
  /** numbers of a picture's latent */
  latentValues: (picture: number) => number;
}

/** Words in turn, each with its pictures in turn; timesteps evenly spread over all of them. */
export function evalItems({ seed, count, words, timesteps, latentValues }: EvalSettings): EvalItem[] {
  return Array.from({ length: count }, (_, i) => {
    const pictures = words[i % words.length];
    const picture = pictures[Math.floor(i / words.length) % pictures.length];
    const timestep = Math.floor(((i + 0.5) / count) * timesteps);
    return { picture, timestep, noise: normals(seed, STREAM.evaluation, latentValues(picture), i) };
  });
}
