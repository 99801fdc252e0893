/** @file DDIM with eta 0 (Song et al. 2020): no random numbers but the first. */
import { type SamplerRun } from './sampler';
import { epsilonOf, mix } from './schedule';

/** `start`: standard normal numbers. Returns the latent at the first timestep's noise level, almost none. */
export async function sampleDdim(start: Float32Array, run: SamplerRun): Promise<Float32Array> {
  const { alphas, prediction, timesteps } = run;
  let latent = start;
  for (const [i, t] of timesteps.entries()) {
    const alpha = alphas[t];
    const next = i + 1 < timesteps.length ? alphas[timesteps[i + 1]] : alphas[0];
    const epsilon = epsilonOf(prediction, await run.predict(latent, t), latent, alpha);
    const scale = Math.sqrt(next / alpha);
    latent = mix(latent, scale, epsilon, Math.sqrt(1 - next) - scale * Math.sqrt(1 - alpha));
    run.onStep?.(i + 1, timesteps.length);
  }
  return latent;
}
