/**
 * @file Settings that change while a run is under way. What was changed is logged with the number of steps done; the same
 * changes at the same steps make the same run, whether a person asks for them or an earlier run's log does.
 */
import { Failure } from '../../failure';
import { parseRates } from '../rates/learning-rate';
import { previewShape, type PromptShapes } from '../prompts/prompt-shapes';
import type { PromptBook } from '../prompts/prompts';
import type { Run } from '../records';
import type { LiveChange, LiveSettings, RunSettings } from '../settings';

/** All changes of a run in the order of their steps, those it replays before its own: what “run again” is given. */
export const changesOf = ({ settings: { replay = [] }, changes = [] }: Pick<Run, 'settings' | 'changes'>): LiveChange[] =>
  [...replay, ...changes].sort((a, b) => a.step - b.step);

/** Settings with all changes up to `step` in force. */
export function settingsAt(run: Pick<Run, 'settings' | 'changes'>, step: number): RunSettings {
  return changesOf(run).filter((change) => change.step <= step).reduce(withChange, run.settings);
}

function withChange(settings: RunSettings, { rate, saveEvery, previewEvery, previewPrompt }: LiveSettings): RunSettings {
  const { preview } = settings;
  return {
    ...settings,
    rate: rate ?? settings.rate,
    saveEvery: saveEvery ?? settings.saveEvery,
    preview: { ...preview, every: previewEvery ?? preview.every, prompt: previewPrompt ?? preview.prompt },
  };
}

/** `done`: steps done. Throws `rate.*`, `settings.cadence` {value}. */
export function checkChange({ rate, saveEvery, previewEvery }: LiveSettings, steps: number, done: number): void {
  if (rate !== undefined) parseRates(rate, steps, done);
  for (const value of [saveEvery, previewEvery]) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 0)) throw new Failure('settings.cadence', { value });
  }
}

/**
 * Programs are compiled for prompts of some lengths, with or without weights in brackets; `compiled` has them.
 * Throws `settings.preview-live`.
 */
export function checkPreviewPrompt(prompt: string | undefined, settings: RunSettings, compiled: PromptShapes['preview'], book: PromptBook): void {
  const asked = previewShape(withChange(settings, { previewPrompt: prompt }), book);
  const fits = asked.texts.every((rows) => compiled.texts.includes(rows)) && asked.pairs.every((rows) => compiled.pairs.includes(rows));
  if (!fits || (asked.emphasis && !compiled.emphasis)) throw new Failure('settings.preview-live');
}
