/** @file The vectors a word starts from: of a text, of a phrase, of several words' average, of a word of the library. */
import { Failure } from '../../failure';
import { stretchRows, wordsIn } from '../../text/start-vectors';
import type { Tokenizer } from '../../text/tokenizer';
import type { LookUp } from '../prompts/prompts';
import type { StartKind } from '../settings';

/** What a word says of its beginning: a run's settings and each of its further words do. */
export interface StartWish {
  startText: string;
  startKind?: StartKind;
  startId?: string;
  vectors: number;
}

/** A word of the library to start from. */
export interface StartWord {
  name: string;
  /** numbers of each vector */
  width: number;
  /** [n, width] f32 */
  vectors: Float32Array;
}

export interface StartSource {
  /** numbers of a vector of the model's text encoder */
  width: number;
  tokenizer: Tokenizer;
  lookUp: LookUp;
  /** undefined where there is no such word (any more) */
  library: (id: string) => Promise<StartWord | undefined>;
}

export interface Start {
  /** [vectors, width] */
  vectors: Float32Array;
  /** what the person should know: `word.start-empty`, `word.start-long` */
  warning?: Failure;
}

const MOST = 75;

/**
 * [vectors, width]. Throws `start.phrase` {tokens, vectors, most}, `start.average`, `start.missing` or
 * `start.width` {name, width, need}.
 */
export function startVectors(wish: StartWish, from: StartSource): Promise<Start> {
  switch (wish.startKind ?? 'text') {
    case 'text': return fromText(wish.startText, wish.vectors, from);
    case 'phrase': return fromPhrase(wish, from);
    case 'average': return fromAverage(wish, from);
    case 'embedding': return fromWord(wish, from);
  }
}

/** Nearest stretch of the text's token vectors, as A1111 makes them; no text gives zeros. */
async function fromText(text: string, count: number, { width, tokenizer, lookUp }: StartSource): Promise<Start> {
  const ids = tokenizer.encode(text);
  if (ids.length === 0) return { vectors: new Float32Array(count * width), warning: new Failure('word.start-empty') };
  const rows = stretchRows(ids.length, count).map((row) => ids[row]);
  const vectors = await lookUp(Int32Array.from(rows));
  if (ids.length <= count) return { vectors };
  return { vectors, warning: new Failure('word.start-long', { tokens: ids.length, vectors: count }) };
}

/** As many vectors as tokens: the page has counted, and what is stored was sized by that. */
async function fromPhrase({ startText, vectors: count }: StartWish, { tokenizer, lookUp }: StartSource): Promise<Start> {
  const ids = tokenizer.encode(startText);
  if (ids.length === 0 || ids.length !== count) throw new Failure('start.phrase', { tokens: ids.length, vectors: count, most: MOST });
  return { vectors: await lookUp(Int32Array.from(ids)) };
}

/** Each word is stretched by itself, then vector i is the mean of all words' vectors i: a word of two tokens keeps its order. */
async function fromAverage({ startText, vectors: count }: StartWish, from: StartSource): Promise<Start> {
  const words = wordsIn(startText);
  if (words.length === 0) throw new Failure('start.average');
  const starts = await Promise.all(words.map((word) => fromText(word, count, from)));
  const mean = new Float32Array(count * from.width);
  for (const { vectors } of starts) vectors.forEach((value, i) => (mean[i] += value / words.length));
  return { vectors: mean };
}

/** The word's own vectors, stretched where another number of them is asked for. */
async function fromWord({ startId = '', vectors: count }: StartWish, { width: need, library }: StartSource): Promise<Start> {
  const word = await library(startId);
  if (!word) throw new Failure('start.missing');
  const { name, width, vectors } = word;
  if (width !== need) throw new Failure('start.width', { name, width, need });
  const rows = stretchRows(vectors.length / width, count);
  const picked = new Float32Array(count * width);
  rows.forEach((row, i) => picked.set(vectors.subarray(row * width, (row + 1) * width), i * width));
  return { vectors: picked };
}
