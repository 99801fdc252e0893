/**
 * @file A new word from several: a weighted mean of their vectors, or their vectors one after the other. Words for SDXL have
 * vectors for two text encoders: each encoder's are combined by themselves.
 */
import { Failure } from '../failure';

export interface Part {
  /** [count, width] */
  vectors: Float32Array;
  count: number;
  width: number;
  weight: number;
}

/** [count, width] */
export interface Combined {
  vectors: Float32Array;
  count: number;
  width: number;
}

/**
 * Weights are divided by their sum; negative ones point away. Words of fewer vectors are filled up with zeros, as the
 * missing vectors say nothing. Throws `library.widths` {a, b} for words of different models, `library.weights` where the
 * weights add up to nothing, `library.none`.
 */
export function blend(parts: readonly Part[]): Combined {
  const width = commonWidth(parts);
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  if (!Number.isFinite(total) || Math.abs(total) < 1e-6) throw new Failure('library.weights');
  const count = Math.max(...parts.map((part) => part.count));
  const sums = new Float64Array(count * width);
  for (const { vectors, weight } of parts) vectors.forEach((value, i) => (sums[i] += (weight / total) * value));
  return { vectors: Float32Array.from(sums), count, width };
}

/** Side by side: the new word says all of them, and takes as many tokens. Throws `library.vectors` {count, most}. */
export function chain(parts: readonly Omit<Part, 'weight'>[], most: number): Combined {
  const width = commonWidth(parts);
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  if (count > most) throw new Failure('library.vectors', { count, most });
  const vectors = new Float32Array(count * width);
  let at = 0;
  for (const part of parts) {
    vectors.set(part.vectors, at);
    at += part.vectors.length;
  }
  return { vectors, count, width };
}

function commonWidth(parts: readonly Omit<Part, 'weight'>[]): number {
  if (parts.length === 0) throw new Failure('library.none');
  const [{ width }] = parts;
  const other = parts.find((part) => part.width !== width);
  if (other) throw new Failure('library.widths', { a: width, b: other.width });
  return width;
}
