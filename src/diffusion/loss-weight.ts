/**
 * @file Weights of a sample's loss by its timestep. Min-SNR-γ (Hang et al. 2023, "Efficient diffusion training via
 * Min-SNR weighting strategy"): easy timesteps, where hardly any noise is, count no more than γ allows.
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
