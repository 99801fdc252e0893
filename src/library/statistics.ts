/**
 * @file What helps to judge a word's vectors: how long they are beside the model's own tokens, which tokens they point
 * like, how far they went from where they began, and whether they differ from each other.
 */
import type { TokenTable } from '../nets/token-table';
import { cosine, norm, norms, product, quantile, rowOf } from './numbers';

export interface Nearest {
  token: number;
  cosine: number;
}

export interface TableNorms {
  low: number;
  median: number;
  high: number;
}

export interface WordStatistics {
  /** per vector */
  norms: number[];
  /** per vector, the most alike first */
  nearest: Nearest[][];
  /** per vector, to the one it began as; absent where that is not known */
  toStart?: number[];
  /** [count][count] */
  between: number[][];
  /** norms of the model's own tokens: 5 %, median, 95 % */
  table: TableNorms;
}

const BLOCK_ROWS = 4096;

/**
 * One pass over the table, a block of rows in memory at a time. `vectors` [count, table.width].
 * `start`: the vectors it began as. `most`: tokens told for each vector. `end`: tokens from there on are left out (marks).
 */
export async function wordStatistics(vectors: Float32Array, table: TokenTable, options: { start?: Float32Array; most?: number; end?: number } = {}): Promise<WordStatistics> {
  const { width } = table;
  const { start, most = 8, end = table.size } = options;
  const rows = Array.from({ length: vectors.length / width }, (_, i) => rowOf(vectors, width, i));
  const { nearest, lengths } = await scan(rows, table, most, end);
  return {
    norms: norms(vectors, width),
    nearest,
    toStart: start && rows.map((row, i) => cosine(row, rowOf(start, width, i))),
    between: rows.map((a) => rows.map((b) => cosine(a, b))),
    table: tableNorms(lengths),
  };
}

async function scan(rows: readonly Float32Array[], table: TokenTable, most: number, end: number) {
  const best = rows.map(() => new Best(most));
  const scale = rows.map((row) => 1 / (norm(row) || Infinity));
  const lengths: number[] = [];
  for await (const { first, values } of table.blocks(BLOCK_ROWS, end)) {
    for (let r = 0; r < values.length / table.width; r++) {
      const token = rowOf(values, table.width, r);
      const length = norm(token);
      // unused rows of a small model's table are zero
      if (length === 0) continue;
      lengths.push(length);
      rows.forEach((row, i) => best[i].offer(first + r, (product(row, token) * scale[i]) / length));
    }
  }
  return { nearest: best.map(({ list }) => list), lengths };
}

/** The highest few of many. */
class Best {
  readonly list: Nearest[] = [];

  constructor(private readonly most: number) {}

  offer(token: number, value: number): void {
    const { list, most } = this;
    if (list.length === most && value <= list[most - 1].cosine) return;
    const at = list.findIndex((other) => other.cosine < value);
    list.splice(at < 0 ? list.length : at, 0, { token, cosine: value });
    if (list.length > most) list.pop();
  }
}

function tableNorms(lengths: number[]): TableNorms {
  if (lengths.length === 0) return { low: 0, median: 0, high: 0 };
  const sorted = lengths.sort((a, b) => a - b);
  return { low: quantile(sorted, 0.05), median: quantile(sorted, 0.5), high: quantile(sorted, 0.95) };
}
