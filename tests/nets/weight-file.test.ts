import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../src/formats/byte-source';
import { readTensor } from '../../src/formats/tensor-entry';
import { TokenTable } from '../../src/nets/token-table';
import { rowRange, type TensorPlace } from '../../src/nets/weight-file';

const HEAD = 12;

/** [6, 4], value 10 · row + column, in rows or (a transposed view, as torch may save it) in columns. */
function matrix(transposed: boolean): TensorPlace {
  const [rows, columns] = [6, 4];
  const values = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) values[transposed ? c * rows + r : r * columns + c] = 10 * r + c;
  const bytes = new Uint8Array(HEAD + values.byteLength);
  bytes.set(new Uint8Array(values.buffer), HEAD);
  const entry = { dtype: 'F32' as const, shape: [rows, columns], start: HEAD, end: bytes.length };
  return { source: bytesSource(bytes), entry: transposed ? { ...entry, strides: [1, rows] } : entry };
}

async function floats({ source, entry }: TensorPlace): Promise<number[]> {
  const { bytes } = await readTensor(source, entry);
  return [...new Float32Array(bytes.slice().buffer)];
}

describe.each([['in rows', false], ['in columns', true]])('a matrix %s', (_, transposed) => {
  it('gives any range of its rows', async () => {
    for (const [from, to] of [[0, 6], [0, 2], [2, 4], [5, 6]]) {
      const wanted = Array.from({ length: to - from }, (__, r) => [0, 1, 2, 3].map((c) => 10 * (from + r) + c)).flat();
      const range = rowRange(matrix(transposed), from, to);
      expect(range.entry.shape).toEqual([to - from, 4]);
      expect(await floats(range)).toEqual(wanted);
    }
  });

  it('serves as a token table', async () => {
    expect([...(await new TokenTable(matrix(transposed)).rows([4, 0]))]).toEqual([40, 41, 42, 43, 0, 1, 2, 3]);
  });
});
