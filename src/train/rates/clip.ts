/**
 * @file How far gradients are clipped at each step. The value may follow a schedule in the rate's syntax; where that
 * ends before the run, its last value goes on.
 */
import { Failure } from '../../failure';
import { parseRates, rateAt, type RateStretch } from './learning-rate';
import type { ClipSettings } from '../settings';

/**
 * What the original's gradients are multiplied by where it clips them: torch's GradScaler begins at 2^16, and A1111 clips
 * without unscaling (modules/textual_inversion/textual_inversion.py: no `unscale_`). Later changes of its scale, which
 * depend on where f16 overflows on the card in use, are not followed.
 */
export const ORIGINAL_SCALE = 2 ** 16;

/** The limit, for unscaled gradients, of the step that follows `done` steps. Throws `clip.schedule` {part}. */
export function clipAt(clip: ClipSettings, steps: number): (done: number) => number {
  const { mode, value, schedule = '', gradients = 'unscaled' } = clip;
  const scale = gradients === 'scaled' ? ORIGINAL_SCALE : 1;
  if (mode === 'off' || schedule.trim() === '') return () => value / scale;
  const stretches = parseClipSchedule(schedule, steps);
  const last = stretches[stretches.length - 1].rate;
  return (done) => (rateAt(stretches, done) ?? last) / scale;
}

/** `parseRates` for clipping: its failures speak of rates. */
function parseClipSchedule(schedule: string, steps: number): RateStretch[] {
  try {
    return parseRates(schedule, steps);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure('clip.schedule', { part: error.values.part ?? schedule.trim() });
  }
}
