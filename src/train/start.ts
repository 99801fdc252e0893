/** @file The vectors a run starts from. */
import { Failure } from '../failure';
import { stretchRows } from '../text/start-vectors';
import type { Tokenizer } from '../text/tokenizer';
import type { LookUp } from './prompts';

export interface Start {
  /** [vectors, width] */
  vectors: Float32Array;
  /** what the person should know: `word.start-empty`, `word.start-long` */
  warning?: Failure;
}

/** Nearest stretch of the starting text's token vectors, as A1111 makes them; no text gives zeros. */
export async function startVectors(text: string, count: number, width: number, tokenizer: Tokenizer, lookUp: LookUp): Promise<Start> {
  const ids = tokenizer.encode(text);
  if (ids.length === 0) return { vectors: new Float32Array(count * width), warning: new Failure('word.start-empty') };
  const rows = stretchRows(ids.length, count).map((row) => ids[row]);
  const vectors = await lookUp(Int32Array.from(rows));
  if (ids.length <= count) return { vectors };
  return { vectors, warning: new Failure('word.start-long', { tokens: ids.length, vectors: count }) };
}
