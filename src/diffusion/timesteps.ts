/** @file At which timesteps a sampler stops. */
import { Failure } from '../failure';
import { TRAIN_TIMESTEPS } from './schedule';

/** the last step is at t = 1, as Stable Diffusion's own configuration has it */
const OFFSET = 1;

/**
 * `count` timesteps from high to low, evenly spaced from the low end ("leading"): 10 give 901, 801 .. 1.
 * Throws `sampler.steps` (values: steps, most).
 */
export function sampleTimesteps(count: number): number[] {
  const possible = Number.isInteger(count) && count >= 1 && count <= TRAIN_TIMESTEPS;
  if (!possible) throw new Failure('sampler.steps', { steps: count, most: TRAIN_TIMESTEPS });
  const spacing = Math.floor(TRAIN_TIMESTEPS / count);
  // All thousand: there is no 1000 to shift to.
  const offset = count === TRAIN_TIMESTEPS ? 0 : OFFSET;
  return Array.from({ length: count }, (_, i) => (count - 1 - i) * spacing + offset);
}
