/** @file How long the model's own tokens are, for vectors that are drawn towards it. */
import type { TokenTable } from '../../nets/token-table';

const BLOCK_ROWS = 4096;

/** Mean norm of the table's rows; those of zeros, which small models have, do not count. One pass, a block in memory at a time. */
export async function meanTokenNorm(table: Pick<TokenTable, 'blocks' | 'width'>): Promise<number> {
  let [sum, count] = [0, 0];
  for await (const { values } of table.blocks(BLOCK_ROWS)) {
    for (const norm of rowNorms(values, table.width)) {
      if (norm === 0) continue;
      sum += norm;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

function* rowNorms(values: Float32Array, width: number): Generator<number> {
  for (let at = 0; at < values.length; at += width) {
    let squares = 0;
    for (let i = at; i < at + width; i++) squares += values[i] * values[i];
    yield Math.sqrt(squares);
  }
}
