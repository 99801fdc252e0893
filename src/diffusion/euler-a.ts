/**
 * @file Euler ancestral, eta 1 (Karras et al. 2022 in the form of k-diffusion). Steps are taken on z + σ·n, whose
 * noise grows while the picture keeps its size; the network still sees the latent of kept variance.
 */
import { type SamplerRun } from './sampler';
import { epsilonOf, mix } from './schedule';

export interface AncestralRun extends SamplerRun {
  /** standard normal numbers for step i; not asked for after the last */
  noise(step: number): Float32Array;
}

/** `start`: standard normal numbers. Returns the latent without noise. */
export async function sampleEulerAncestral(start: Float32Array, run: AncestralRun): Promise<Float32Array> {
  const { alphas, prediction, timesteps } = run;
  const sigmas = [...timesteps.map((t) => Math.sqrt((1 - alphas[t]) / alphas[t])), 0];
  let x = scaled(start, Math.sqrt(1 + sigmas[0] ** 2));
  for (const [i, t] of timesteps.entries()) {
    const sigma = sigmas[i];
    const latent = scaled(x, 1 / Math.sqrt(1 + sigma * sigma));
    const epsilon = epsilonOf(prediction, await run.predict(latent, t), latent, alphas[t]);
    const { down, up } = ancestralStep(sigma, sigmas[i + 1]);
    x = mix(x, 1, epsilon, down - sigma);
    if (up > 0) x = mix(x, 1, run.noise(i), up);
    run.onStep?.(i + 1, timesteps.length);
  }
  return x;
}

/** Noise taken away beyond the next level, and put back fresh: down² + up² is the next level's square. */
function ancestralStep(sigma: number, next: number): { down: number; up: number } {
  const square = next * next;
  const up = Math.sqrt((square * (sigma * sigma - square)) / (sigma * sigma));
  return { down: Math.sqrt(square - up * up), up };
}

function scaled(values: Float32Array, factor: number): Float32Array {
  return values.map((value) => value * factor);
}
