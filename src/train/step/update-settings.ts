/** @file The settings of each update: rate, AdamW's constants, clipping, what draws the vectors' norms, their average. */
import { UPDATE_SETTINGS } from '../../engine/ops/optimizer/optimizer';
import { clipAt } from '../rates/clip';
import type { RunSettings } from '../settings';

const BETAS = [0.9, 0.999] as const;
const EPSILON = 1e-8;
/** Weight decay is off: it would draw the vectors to zero. Norm decay draws them to the vocabulary. */
const WEIGHT_DECAY = 0;
const CLIP_MODES = { off: 0, value: 1, norm: 2 } as const;

export type UpdateRules = Pick<RunSettings, 'clip' | 'steps' | 'normDecay' | 'ema'>;

/**
 * Of the step that follows `done` steps, as the `update` program wants them. Norm decay is that of Pivotal Tuning
 * (cloneofsimo/lora, `clip_ti_decay`: norm += min(1, 100 · rate) · (0.4 − norm)) with the share per rate as a setting and the
 * vocabulary's own mean norm, `tokenNorm`, for the constant. Throws `clip.schedule` {part}.
 */
export function updateRules({ clip, steps, normDecay = 0, ema = 0 }: UpdateRules, tokenNorm = 0): (done: number, rate: number) => Float32Array {
  const limitAt = clipAt(clip, steps);
  return (done, rate) => {
    const settings = new Float32Array(UPDATE_SETTINGS);
    settings.set([rate, ...BETAS, EPSILON, WEIGHT_DECAY]);
    settings.set([CLIP_MODES[clip.mode], limitAt(done), Math.min(1, normDecay * rate), tokenNorm, ema], 5);
    return settings;
  };
}
