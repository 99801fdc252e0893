/** @file The words that a run learns: the first is the settings' own, the others follow. Their vectors lie one word after the other. */
import { Failure } from '../../failure';
import type { Tokenizer } from '../../text/tokenizer';
import type { FurtherWord, RunSettings } from '../settings';

/** A word with its place among the run's vectors. */
export interface TrainedWord extends Omit<FurtherWord, 'datasetId'> {
  /** row of its first vector */
  first: number;
}

type Words = Pick<RunSettings, 'name' | 'vectors'> & Partial<Pick<RunSettings, 'startText' | 'startKind' | 'startId' | 'further'>>;

/** At least one. */
export function trainedWords({ name, vectors, startText = '', startKind, startId, further = [] }: Words): TrainedWord[] {
  let first = 0;
  return [{ name, vectors, startText, startKind, startId }, ...further].map((word) => {
    const placed = { ...word, first };
    first += word.vectors;
    return placed;
  });
}

/** Vectors of all words. */
export const vectorCount = ({ vectors, further = [] }: Pick<RunSettings, 'vectors' | 'further'>): number =>
  further.reduce((sum, word) => sum + word.vectors, vectors);

/** A word's rows of [vectorCount, width]. */
export function rowsOfWord(values: Float32Array, { first, vectors }: TrainedWord, count: number): Float32Array {
  const width = values.length / count;
  return values.slice(first * width, (first + vectors) * width);
}

/** Id of the library's entry of a run's word: the first has the run's own. */
export const wordId = (runId: string, number: number): string => (number === 0 ? runId : `${runId}-${number + 1}`);

/** Prompts find words by the tokens of their names. Throws `word.twice` {name, other}. */
export function checkNames(words: readonly Pick<TrainedWord, 'name'>[], tokenizer: Tokenizer): void {
  const known = new Map<string, string>();
  for (const { name } of words) {
    const tokens = String(tokenizer.encode(name));
    const other = known.get(tokens);
    if (other !== undefined) throw new Failure('word.twice', { name, other });
    known.set(tokens, name);
  }
}
