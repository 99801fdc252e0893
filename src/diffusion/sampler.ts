/** @file What all samplers are given. */
import { type PredictionType } from './schedule';

export interface SamplerRun {
  /** cumulative products of the schedule, one per timestep */
  alphas: Float32Array;
  prediction: PredictionType;
  /** from high to low */
  timesteps: readonly number[];
  /** The network's word, guidance done, on a latent of kept variance √α·z + √(1−α)·n at timestep t. */
  predict(latent: Float32Array, t: number): Promise<Float32Array>;
  /** called after every step; throwing ends the sampling */
  onStep?(done: number, total: number): void;
}
