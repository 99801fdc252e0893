/**
 * @file Weights of a sample's loss. By its timestep: Min-SNR-γ (Hang et al. 2023, "Efficient diffusion training via Min-SNR
 * weighting strategy"): easy timesteps, where hardly any noise is, count no more than γ allows. By place: a mask.
 */
import type { PredictionType } from './schedule';

/** Signal-to-noise ratio; `alpha` is the cumulative product at the timestep. */
export const snr = (alpha: number): number => alpha / (1 - alpha);

/** min(snr, γ) / snr for the noise, / (snr + 1) for the velocity; γ 0 leaves every weight 1. */
export function minSnrWeight(alpha: number, gamma: number, prediction: PredictionType): number {
  if (gamma <= 0) return 1;
  const ratio = snr(alpha);
  return Math.min(ratio, gamma) / (prediction === 'epsilon' ? ratio : ratio + 1);
}

/**
 * A sample's loss as it was before its timestep weighed it, in the unit of the fixed set's and of other runs. Where the
 * weight is 0 (the velocity of pure noise) nothing can be said, and it counts as none.
 */
export const unweighted = (loss: number, weight: number): number => (weight ? loss / weight : 0);

/**
 * A mask's weights, least 0 and mean 1, as A1111 makes them of a picture's alpha (modules/textual_inversion/dataset.py):
 * less its minimum, over its mean. A mask that is the same everywhere says nothing: undefined, where the original divides
 * by zero.
 */
export function maskWeights(mask: Float32Array): Float32Array | undefined {
  const least = mask.reduce((a, b) => Math.min(a, b), Infinity);
  const mean = mask.reduce((sum, value) => sum + (value - least), 0) / mask.length;
  return mean > 0 ? mask.map((value) => (value - least) / mean) : undefined;
}
