/** From what was typed to the settings of a run, or to one problem a field. */
import { Failure, failureData, type FailureData } from '../../failure';
import { TEMPLATES, type TemplateName } from '../../text/templates';
import { parseWordName } from '../../text/word-name';
import { lastStep, parseRates } from '../../train/learning-rate';
import type { ClipSettings, LatentVae, RunSettings, SamplerName } from '../../train/settings';
import { LARGEST } from '../../train/size';
import { RANGES, type Draft, type DraftKey } from './draft';

export type Problems = Partial<Record<DraftKey, FailureData>>;

/** Throws `settings.number` or `settings.whole` for text that is not a number in the field's range. */
export function readNumber(key: DraftKey, text: string): number {
  const { min, max, whole } = RANGES[key] ?? { min: -Infinity, max: Infinity, whole: false };
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  if (key === 'vectors') throw new Failure('word.vectors', { value: text.trim() || '–' });
  throw new Failure(whole ? 'settings.whole' : 'settings.number', { text, min, max });
}

function readTemplates(draft: Draft): string[] {
  if (draft.template !== 'own') return [...TEMPLATES[draft.template as TemplateName]];
  const lines = draft.templateText.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  if (!lines.some((line) => line.includes('[name]'))) throw new Failure('settings.templates');
  return lines;
}

/** Fields that have no effect as things stand: their text is kept but not judged. */
export function isIdle(key: DraftKey, draft: Draft): boolean {
  if (key === 'clipValue') return draft.clipMode === 'off';
  if (key === 'width' || key === 'height') return draft.size !== 'other';
  return key === 'templateText' && draft.template !== 'own';
}

/** Throws `settings.size` for what the model cannot halve on each of its levels. */
function readSide(key: 'width' | 'height', draft: Draft, step: number): number {
  const value = readNumber(key, draft[key]);
  if (value % step) throw new Failure('settings.size', { value, step, most: LARGEST });
  return value;
}

function check(key: DraftKey, draft: Draft, sizeStep: number): void {
  if (isIdle(key, draft)) return;
  if (key === 'width' || key === 'height') readSide(key, draft, sizeStep);
  else if (key === 'name') parseWordName(draft.name);
  else if (key === 'rate') parseRates(draft.rate, Number(draft.steps) || 1);
  else if (key === 'templateText') readTemplates(draft);
  else if (RANGES[key]) readNumber(key, draft[key]);
}

/** `sizeStep`: pixels that sides come in steps of, once the model has told. */
export function findProblems(draft: Draft, sizeStep = 1): Problems {
  const problems: Problems = {};
  for (const key of Object.keys(draft) as DraftKey[]) {
    try {
      check(key, draft, sizeStep);
    } catch (error) {
      problems[key] = failureData(error);
    }
  }
  return problems;
}

/** Throws the first field's problem; call `findProblems` for all of them. */
export function readDraft(draft: Draft): RunSettings {
  const number = (key: DraftKey) => readNumber(key, draft[key]);
  parseRates(draft.rate, number('steps'));
  return {
    name: parseWordName(draft.name),
    startText: draft.startText.trim(),
    vectors: number('vectors'),
    steps: number('steps'),
    rate: draft.rate,
    batch: number('batch'),
    accumulate: number('accumulate'),
    templates: readTemplates(draft),
    seed: number('seed'),
    clip: readClip(draft),
    ...readSize(draft),
    storage: draft.storage as RunSettings['storage'],
    recompute: draft.recompute as RunSettings['recompute'],
    latentVae: readLatentVae(draft),
    preview: readPreview(draft),
    saveEvery: number('saveEvery'),
    evalItems: number('evalItems'),
    evalEvery: number('evalEvery'),
  };
}

function readSize({ size, width, height }: Draft): Pick<RunSettings, 'width' | 'height'> {
  if (size === 'own') return {};
  const [wide, high] = size === 'other' ? [width, height] : [size, size];
  return { width: readNumber('width', wide), height: readNumber('height', high) };
}

/** What is no word of ours is a stored model's id. */
function readLatentVae({ latentVae }: Draft): LatentVae {
  return latentVae === 'model' || latentVae === 'own' ? latentVae : { modelId: latentVae };
}

function readClip(draft: Draft): ClipSettings {
  if (draft.clipMode === 'off') return { mode: 'off', value: 0 };
  return { mode: draft.clipMode as ClipSettings['mode'], value: readNumber('clipValue', draft.clipValue) };
}

function readPreview(draft: Draft): RunSettings['preview'] {
  const number = (key: DraftKey) => readNumber(key, draft[key]);
  return {
    every: number('previewEvery'),
    prompt: draft.previewPrompt.trim(),
    negative: draft.previewNegative.trim(),
    sampler: draft.sampler as SamplerName,
    steps: number('previewSteps'),
    guidance: number('guidance'),
    seed: number('previewSeed'),
  };
}

/** What is allowed but should be known; `tokens`: how many the starting text has, where that is known. */
export function findWarnings(draft: Draft, tokens: number | undefined): Problems {
  const vectors = Number(draft.vectors);
  const steps = Number(draft.steps);
  const warnings: Problems = {};
  if (!draft.startText.trim()) warnings.startText = { code: 'word.start-empty', values: {} };
  else if (tokens !== undefined && vectors > 0 && tokens > vectors) {
    warnings.startText = { code: 'word.start-long', values: { tokens, vectors } };
  }
  const end = scheduleEnd(draft.rate, steps);
  if (end < steps) warnings.rate = { code: 'rate.ends', values: { step: end } };
  return warnings;
}

/** Infinity for what cannot be read: that is a problem, not a warning. */
function scheduleEnd(rate: string, steps: number): number {
  try {
    return lastStep(parseRates(rate, steps));
  } catch {
    return Infinity;
  }
}
