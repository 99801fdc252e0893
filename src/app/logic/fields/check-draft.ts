/** What is wrong with the fields, and what is allowed but should be known: at most one of each a field. */
import { Failure, failureData, type FailureData } from '../../../failure';
import { wordsIn } from '../../../text/start-vectors';
import { parseWordName } from '../../../text/word-name';
import { parseRates } from '../../../train/rates/learning-rate';
import { scheduledEnd } from '../../../train/rates/rates';
import { isSwitch, RANGES, type Draft, type DraftKey } from './draft';
import { isIdle } from './idle';
import { readClip, readNameWords, readNumber, readSide, readTemplates, readWarmup } from './read-field';

export type Problems = Partial<Record<DraftKey, FailureData>>;

/** What the fields are held against besides themselves; what is not known yet is not judged. */
export interface DraftContext {
  /** pixels that sides come in steps of */
  sizeStep: number;
  /** tokens of the starting text */
  tokens?: number;
  /** the library's word to start from */
  startWord?: { name: string; width: number; count: number };
  /** numbers of a vector of the model */
  width?: number;
  /** why words of file names cannot be told, or not yet */
  words?: FailureData;
}

const KNOWN_NOTHING: DraftContext = { sizeStep: 1 };
export const MOST_VECTORS = 75;

type Check = (draft: Draft, context: DraftContext) => void;

const CHECKS: Partial<Record<DraftKey, Check>> = {
  name: ({ name }) => void parseWordName(name),
  rate: ({ rate, steps }) => void parseRates(rate, Number(steps) || 1),
  startText: checkStart,
  startId: checkWord,
  warmup: ({ warmup, steps }) => void readWarmup(warmup, Number(steps) || 1),
  clipValue: (draft) => void readClip(draft),
  best: checkBest,
  templateText: (draft) => void readTemplates(draft),
  wordPattern: checkWords,
  width: (draft, { sizeStep }) => void readSide('width', draft, sizeStep),
  height: (draft, { sizeStep }) => void readSide('height', draft, sizeStep),
  previewWidth: (draft, { sizeStep }) => void readSide('previewWidth', draft, sizeStep),
  previewHeight: (draft, { sizeStep }) => void readSide('previewHeight', draft, sizeStep),
};

function checkStart({ startKind, startText }: Draft, { tokens }: DraftContext): void {
  if (startKind === 'average' && wordsIn(startText).length === 0) throw new Failure('start.average');
  if (startKind !== 'phrase') return;
  if (tokens === undefined) throw new Failure('start.counting');
  if (tokens < 1 || tokens > MOST_VECTORS) throw new Failure('start.phrase-length', { tokens, most: MOST_VECTORS });
}

function checkWords(draft: Draft, { words }: DraftContext): void {
  readNameWords(draft);
  if (words) throw new Failure(words.code, words.values);
}

function checkWord(_: Draft, { startWord, width: need }: DraftContext): void {
  if (!startWord) throw new Failure('start.missing');
  const { name, width, count } = startWord;
  if (count > MOST_VECTORS) throw new Failure('start.count', { name, count, most: MOST_VECTORS });
  if (need !== undefined && width !== need) throw new Failure('start.width', { name, width, need });
}

/** What is not measured under way has no best state. */
function checkBest({ best, evalEvery, evalItems }: Draft): void {
  const measured = [evalEvery, evalItems].every((text) => Number(text) !== 0);
  if (best !== 'off' && !measured) throw new Failure('settings.best-evaluation');
}

function check(key: DraftKey, draft: Draft, context: DraftContext): void {
  if (isIdle(key, draft) || isSwitch(key)) return;
  if (CHECKS[key]) CHECKS[key](draft, context);
  else if (RANGES[key]) readNumber(key, draft[key]);
}

export function findProblems(draft: Draft, context: DraftContext = KNOWN_NOTHING): Problems {
  const problems: Problems = {};
  for (const key of Object.keys(draft) as DraftKey[]) {
    try {
      check(key, draft, context);
    } catch (error) {
      problems[key] = failureData(error);
    }
  }
  return problems;
}

export function findWarnings(draft: Draft, { tokens }: Pick<DraftContext, 'tokens'>): Problems {
  const [vectors, steps] = [Number(draft.vectors), Number(draft.steps)];
  const warnings: Problems = { startText: startWarning(draft, vectors, tokens) };
  const end = scheduledEnd({ rate: draft.rate, steps });
  if (end < steps) warnings.rate = { code: 'rate.ends', values: { step: end } };
  Object.assign(warnings, templateWarning(draft));
  return warnings;
}

function startWarning({ startKind, startText }: Draft, vectors: number, tokens: number | undefined): FailureData | undefined {
  if (startKind !== 'text') return undefined;
  if (!startText.trim()) return { code: 'word.start-empty', values: {} };
  return tokens !== undefined && vectors > 0 && tokens > vectors ? { code: 'word.start-long', values: { tokens, vectors } } : undefined;
}

/** Beside the list for what ships with the app, beside the text for what a person wrote. */
function templateWarning(draft: Draft): Problems {
  const lines = linesOrNone(draft);
  const count = lines.filter((line) => !line.includes('[name]')).length;
  if (count === 0) return {};
  const values = { count, lines: lines.length };
  const told = { code: count === lines.length ? 'settings.templates' : 'settings.templates-some', values };
  return { [isIdle('templateText', draft) ? 'template' : 'templateText']: told };
}

function linesOrNone(draft: Draft): string[] {
  try {
    return readTemplates(draft);
  } catch {
    return [];
  }
}
