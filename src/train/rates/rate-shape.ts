/**
 * @file What the schedule's rate is multiplied by: a linear warm-up, then, if asked for, half a cosine to zero (Loshchilov
 * & Hutter 2017, "SGDR", without restarts).
 */
import type { RunSettings } from '../settings';

export type RateShape = Pick<RunSettings, 'warmup' | 'rateShape'>;

/**
 * The factor of the step that follows `done` steps of `steps`: above 0 from the first step on, 1 at the end of the
 * warm-up, and without warm-up and cosine always.
 */
export function rateFactor({ warmup = 0, rateShape = 'schedule' }: RateShape, steps: number, done: number): number {
  const rising = warmupSteps(warmup, steps);
  if (done < rising) return (done + 1) / rising;
  if (rateShape === 'schedule') return 1;
  return (1 + Math.cos((Math.PI * (done - rising)) / (steps - rising))) / 2;
}

/** Below 1 a share of the run, else steps. */
const warmupSteps = (warmup: number, steps: number): number => Math.min(steps, Math.round(warmup < 1 ? warmup * steps : warmup));
