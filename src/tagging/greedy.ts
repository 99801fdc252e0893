/** @file Greedy decoding with a least and a greatest length, as transformers' generate() with num_beams 1. */

export interface GreedyOptions {
  /** tokens to begin with, the start mark first */
  prompt: readonly number[];
  /** the token that ends a caption */
  end: number;
  /** tokens in all, the prompt's included: the end is not taken before */
  minLength: number;
  /** tokens in all */
  maxLength: number;
}

/** The token ids that follow the prompt, without the end mark. `next` gives the logits of the token after those. */
export async function greedy(next: (ids: readonly number[]) => Promise<Float32Array>, { prompt, end, minLength, maxLength }: GreedyOptions): Promise<number[]> {
  const ids = [...prompt];
  while (ids.length < maxLength) {
    const token = best(await next(ids), ids.length < minLength ? end : -1);
    if (token === end) break;
    ids.push(token);
  }
  return ids.slice(prompt.length);
}

/** The first of the highest; `barred` is not taken. */
function best(logits: Float32Array, barred: number): number {
  let found = -1;
  for (let i = 0; i < logits.length; i++) if (i !== barred && (found < 0 || logits[i] > logits[found])) found = i;
  return found;
}
