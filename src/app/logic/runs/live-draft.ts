/** @file What may be changed in a run under way: text as typed, what is wrong with it, and the change it makes. */
import { failureData, type FailureData } from '../../../failure';
import { parseRates } from '../../../train/rates/learning-rate';
import type { LiveChange, LiveSettings, RunSettings } from '../../../train/settings';
import { readNumber } from '../fields/read-field';

export const LIVE_KEYS = ['rate', 'saveEvery', 'previewEvery', 'previewPrompt'] as const satisfies (keyof LiveSettings)[];
export type LiveKey = (typeof LIVE_KEYS)[number];
export type LiveDraft = Record<LiveKey, string>;

/** What holds now: the settings and what was changed since. */
export function liveNow(settings: RunSettings, changes: readonly LiveChange[]): LiveDraft {
  const { rate, saveEvery, preview } = settings;
  const begun: LiveSettings = { rate, saveEvery, previewEvery: preview.every, previewPrompt: preview.prompt };
  const now: LiveSettings = Object.assign(begun, ...changes.map(changedOnly));
  return Object.fromEntries(LIVE_KEYS.map((key) => [key, String(now[key])])) as LiveDraft;
}

/** The settings that a change has, without its step. */
export function changedOnly(change: LiveSettings): LiveSettings {
  return Object.fromEntries(LIVE_KEYS.filter((key) => change[key] !== undefined).map((key) => [key, change[key]]));
}

/** Throws `rate.*`, `settings.whole`. */
function read(key: LiveKey, text: string, steps: number, done: number): LiveSettings {
  if (key === 'rate') parseRates(text, steps, done);
  if (key === 'rate' || key === 'previewPrompt') return { [key]: text.trim() };
  return { [key]: readNumber(key, text) };
}

export interface LiveReading {
  change: LiveSettings;
  problems: Partial<Record<LiveKey, FailureData>>;
}

/** The change from `now` to `draft`. `done`: steps done; a rate's schedule must not be over by then. */
export function readLive(draft: LiveDraft, now: LiveDraft, steps: number, done: number): LiveReading {
  const reading: LiveReading = { change: {}, problems: {} };
  for (const key of LIVE_KEYS.filter((one) => draft[one].trim() !== now[one])) {
    try {
      Object.assign(reading.change, read(key, draft[key], steps, done));
    } catch (error) {
      reading.problems[key] = failureData(error);
    }
  }
  return reading;
}

/** Beside which field a refusal of the trainer belongs; what is nobody's stands beside the first that was changed. */
export function refusedKey({ code, values }: FailureData, change: LiveSettings): LiveKey {
  if (code.startsWith('rate.')) return 'rate';
  if (code === 'settings.preview-live') return 'previewPrompt';
  const asked = LIVE_KEYS.filter((key) => change[key] !== undefined);
  return asked.find((key) => change[key] === values.value) ?? asked[0];
}
