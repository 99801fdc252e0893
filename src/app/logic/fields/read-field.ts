/** Single fields: from what was typed to what a run takes. */
import { Failure } from '../../../failure';
import { fileWords } from '../../../images/file-words';
import { TEMPLATES, type TemplateName } from '../../../text/templates';
import { clipAt } from '../../../train/rates/clip';
import type { ClipSettings, LatentVae, RunSettings } from '../../../train/settings';
import { LARGEST } from '../../../train/size';
import { isOwnTemplate, RANGES, type Draft, type DraftKey } from './draft';

/** Throws `settings.number` or `settings.whole` for text that is not a number in the field's range. */
export function readNumber(key: DraftKey, text: string): number {
  const { min, max, whole } = RANGES[key] ?? { min: -Infinity, max: Infinity, whole: false };
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  if (key === 'vectors') throw new Failure('word.vectors', { value: text.trim() || '–' });
  throw new Failure(whole ? 'settings.whole' : 'settings.number', { text, min, max });
}

/** Lines as they stand; blank ones are none. */
export const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');

/** Throws `settings.templates-empty`. */
export function readTemplates({ template, templateText }: Pick<Draft, 'template' | 'templateText'>): string[] {
  if (!isOwnTemplate(template)) return [...(TEMPLATES[template as TemplateName] ?? TEMPLATES.subject)];
  const lines = linesOf(templateText);
  if (lines.length === 0) throw new Failure('settings.templates-empty');
  return lines;
}

/** undefined where names are not used. Throws `settings.word-pattern` {text}. */
export function readNameWords({ nameWords, wordPattern: pattern, wordJoin: join }: Draft): RunSettings['nameWords'] {
  if (nameWords === 'off') return undefined;
  fileWords({ pattern, join });
  return { pattern, join };
}

/** Throws `settings.size` for what the model cannot halve on each of its levels. */
export function readSide(key: 'width' | 'height' | 'previewWidth' | 'previewHeight', draft: Draft, step: number): number {
  const value = readNumber(key, draft[key]);
  if (value % step) throw new Failure('settings.size', { value, step, most: LARGEST });
  return value;
}

/** A number with a decimal point, above 0 and up to 1: a share of the run, as in rates. */
const SHARE = /^(\d+\.\d*|\.\d+)$/;
const WHOLE = /^\d+$/;

/** Steps, or below 1 a share of the run; nothing typed is 0. Throws `settings.warmup` {text}. */
export function readWarmup(text: string, steps: number): number {
  const value = Number(text);
  if (text.trim() === '' || (WHOLE.test(text.trim()) && value <= 1_000_000)) return value;
  if (!SHARE.test(text.trim()) || value > 1) throw new Failure('settings.warmup', { text });
  // 1.0 is the whole run; as a number it could not be told from one step.
  return value === 1 ? steps : value;
}

/** One value, or a schedule in the rate's syntax. Throws `clip.schedule` {part}. */
export function readClip({ clipMode, clipValue, clipScaled, steps }: Draft): ClipSettings {
  if (clipMode === 'off') return { mode: 'off', value: 0 };
  const schedule = clipValue.trim();
  const mode = clipMode as ClipSettings['mode'];
  const value = Number(schedule);
  const gradients = clipScaled === 'on' ? ({ gradients: 'scaled' } as const) : {};
  if (schedule !== '' && value > 0 && value < Infinity) return { mode, value, ...gradients };
  if (schedule === '') throw new Failure('clip.schedule', { part: '–' });
  const first = clipAt({ mode, value: 0, schedule }, Number(steps) || 1)(0);
  return { mode, value: first, schedule, ...gradients };
}

/** What is no word of ours is a stored model's id. */
export function readLatentVae({ latentVae }: Pick<Draft, 'latentVae'>): LatentVae {
  return latentVae === 'model' || latentVae === 'own' ? latentVae : { modelId: latentVae };
}
