/** @file The vectors that a run with all its words starts from. */
import type { Failure } from '../../failure';
import { joined } from '../samples/batch';
import type { RunSettings } from '../settings';
import { startVectors, type StartSource } from './start';
import { trainedWords } from '../prompts/words';

export interface WordStarts {
  /** [vectors of all words, width] */
  vectors: Float32Array;
  /** of each word that has one */
  warnings: Failure[];
}

/** Throws as `startVectors`. */
export async function startWords(settings: RunSettings, from: StartSource): Promise<WordStarts> {
  const starts = await Promise.all(trainedWords(settings).map((word) => startVectors(word, from)));
  return { vectors: joined(starts.map(({ vectors }) => vectors)), warnings: starts.flatMap(({ warning }) => warning ?? []) };
}
