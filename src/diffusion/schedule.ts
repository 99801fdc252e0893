/**
 * @file The noise schedule of Stable Diffusion and what is said in its terms. `alpha` is always the cumulative
 * product at the timestep: the share of the picture's variance that is left.
 */
export const TRAIN_TIMESTEPS = 1000;

export type PredictionType = 'epsilon' | 'v_prediction';

export interface ScheduleSettings {
  betaStart: number;
  betaEnd: number;
  timesteps: number;
}

const STABLE_DIFFUSION: ScheduleSettings = { betaStart: 0.00085, betaEnd: 0.012, timesteps: TRAIN_TIMESTEPS };

/**
 * [timesteps]: betas are squares of evenly spaced numbers (`scaled_linear`), their complements multiplied up in f64
 * and rounded to f32 at the end, which is what the models were trained with.
 */
export function alphasCumprod(settings: ScheduleSettings = STABLE_DIFFUSION): Float32Array {
  const { betaStart, betaEnd, timesteps } = settings;
  const [first, last] = [Math.sqrt(betaStart), Math.sqrt(betaEnd)];
  const spacing = (last - first) / (timesteps - 1);
  const out = new Float32Array(timesteps);
  let product = 1;
  for (let t = 0; t < timesteps; t++) {
    // From the nearer end, so that both ends are exact.
    const root = t < timesteps / 2 ? first + spacing * t : last - spacing * (timesteps - 1 - t);
    product *= 1 - root * root;
    out[t] = product;
  }
  return out;
}

/** The noisy latent √α·z + √(1−α)·n, variance kept. */
export function addNoise(latent: Float32Array, noise: Float32Array, alpha: number): Float32Array {
  return mix(latent, Math.sqrt(alpha), noise, Math.sqrt(1 - alpha));
}

/** What the network should say for the noisy latent: the noise, or the velocity √α·n − √(1−α)·z. */
export function targetOf(prediction: PredictionType, latent: Float32Array, noise: Float32Array, alpha: number): Float32Array {
  if (prediction === 'epsilon') return noise;
  return mix(noise, Math.sqrt(alpha), latent, -Math.sqrt(1 - alpha));
}

/** The noise in `noisy`, from what the network said of it. */
export function epsilonOf(prediction: PredictionType, output: Float32Array, noisy: Float32Array, alpha: number): Float32Array {
  if (prediction === 'epsilon') return output;
  return mix(output, Math.sqrt(alpha), noisy, Math.sqrt(1 - alpha));
}

/** Classifier-free guidance: `scale` 1 is the conditional output alone. */
export function guide(unconditional: Float32Array, conditional: Float32Array, scale: number): Float32Array {
  return mix(unconditional, 1 - scale, conditional, scale);
}

/** a·p + b·q: f64 within an element, f32 between. */
export function mix(a: Float32Array, p: number, b: Float32Array, q: number): Float32Array {
  const out = new Float32Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = a[i] * p + b[i] * q;
  return out;
}
