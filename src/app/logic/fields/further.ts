/** Further words of a run as typed: each has pictures of its own. */
import { Failure, failureData, type FailureData } from '../../../failure';
import { parseWordName } from '../../../text/word-name';
import type { FurtherWord } from '../../../train/settings';
import { readNumber } from './read-field';

export interface FurtherDraft {
  name: string;
  startText: string;
  vectors: string;
  /** of its pictures; empty = not chosen yet */
  datasetId: string;
}

export type FurtherKey = keyof FurtherDraft;
export type FurtherProblems = Partial<Record<FurtherKey, FailureData>>;

/** More words need more pictures, and each prompt of previews shows one of them only. */
export const MOST_FURTHER = 15;

export const newFurther = (vectors: string): FurtherDraft => ({ name: '', startText: '', vectors, datasetId: '' });

/** `others`: names of the run's other words; `datasets`: ids of what is there. */
export function furtherProblems(word: FurtherDraft, others: readonly string[], datasets: readonly string[]): FurtherProblems {
  const checks: Record<FurtherKey, () => void> = {
    name: () => checkName(word.name, others),
    vectors: () => void readNumber('vectors', word.vectors),
    datasetId: () => checkDataset(word.datasetId, datasets),
    startText: () => undefined,
  };
  const problems: FurtherProblems = {};
  for (const [key, check] of Object.entries(checks)) {
    try {
      check();
    } catch (error) {
      problems[key as FurtherKey] = failureData(error);
    }
  }
  return problems;
}

/** Prompts find words whatever their case. */
function checkName(text: string, others: readonly string[]): void {
  const name = parseWordName(text);
  if (others.some((other) => other.trim().toLowerCase() === name.toLowerCase())) throw new Failure('further.same-name', { name });
}

function checkDataset(id: string, datasets: readonly string[]): void {
  if (!datasets.includes(id)) throw new Failure('further.pictures');
}

/** Throws what `furtherProblems` finds in names and vectors. */
export const readFurther = (words: readonly FurtherDraft[]): FurtherWord[] =>
  words.map(({ name, startText, vectors, datasetId }) => ({
    name: parseWordName(name), startText: startText.trim(), vectors: readNumber('vectors', vectors), datasetId,
  }));

export const furtherDrafts = (words: readonly FurtherWord[]): FurtherDraft[] =>
  words.map(({ name, startText, vectors, datasetId }) => ({ name, startText, vectors: String(vectors), datasetId }));
