/** Statistics of a word beside a table of which everything is known. */
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../src/formats/byte-source';
import { wordStatistics } from '../../src/library/statistics';
import { TokenTable } from '../../src/nets/token-table';
import { drawer } from '../engine/cases';

const WIDTH = 8;
const TOKENS = 10_000;

function tableOf(rows: Float32Array): TokenTable {
  const entry = { dtype: 'F32' as const, shape: [rows.length / WIDTH, WIDTH], start: 0, end: rows.byteLength };
  return new TokenTable({ source: bytesSource(new Uint8Array(rows.buffer)), entry });
}

/** Random directions; token i is i + 1 long. */
function makeRows(): Float32Array {
  const draw = drawer(5);
  const rows = new Float32Array(TOKENS * WIDTH);
  for (let r = 0; r < TOKENS; r++) {
    const row = Array.from({ length: WIDTH }, draw);
    const length = Math.hypot(...row);
    row.forEach((v, i) => (rows[r * WIDTH + i] = (v / length) * (r + 1)));
  }
  return rows;
}

const rows = makeRows();
const table = tableOf(rows);
const token = (id: number): Float32Array => rows.slice(id * WIDTH, (id + 1) * WIDTH);

describe('wordStatistics', () => {
  it('finds the tokens a vector points like, in the right block, nearest first', async () => {
    const { nearest } = await wordStatistics(Float32Array.from([...token(9000), ...token(17).map((v) => -v)]), table);
    expect(nearest[0][0].token).toBe(9000);
    expect(nearest[0][0].cosine).toBeCloseTo(1, 6);
    const values = nearest[0].map(({ cosine }) => cosine);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(nearest[0]).toHaveLength(8);
    expect(nearest[1].some((near) => near.token === 17)).toBe(false);
  });

  it('agrees with a search by hand', async () => {
    const vector = Float32Array.from({ length: WIDTH }, drawer(9));
    const { nearest } = await wordStatistics(vector, table, { most: 3 });
    const all = Array.from({ length: TOKENS }, (_, id) => {
      const other = token(id);
      const dot = vector.reduce((sum, v, i) => sum + v * other[i], 0);
      return { token: id, cosine: dot / Math.hypot(...vector) / Math.hypot(...other) };
    });
    const best = all.sort((a, b) => b.cosine - a.cosine).slice(0, 3);
    expect(nearest[0].map((near) => near.token)).toEqual(best.map((near) => near.token));
  });

  it('says how long vectors are beside the table, zero rows and what is left out not counted', async () => {
    const { norms, table: lengths } = await wordStatistics(Float32Array.from([3, 4, 0, 0, 0, 0, 0, 0]), table);
    expect(norms).toEqual([5]);
    const expected = [500.95, 5000.5, 9500.05];
    [lengths.low, lengths.median, lengths.high].forEach((length, i) => expect(length).toBeCloseTo(expected[i], 1));
    const part = await wordStatistics(token(1), table, { end: 101 });
    expect(part.table.median).toBeCloseTo(51, 1);
    const zeros = await wordStatistics(new Float32Array(WIDTH), tableOf(new Float32Array(5 * WIDTH)));
    expect(zeros).toMatchObject({ norms: [0], nearest: [[]], between: [[0]], table: { median: 0 } });
  });

  it('compares with the start and among each other', async () => {
    const start = Float32Array.from([...token(1), ...token(2)]);
    const { toStart, between } = await wordStatistics(Float32Array.from([...token(1).map((v) => 2 * v), ...token(1)]), table, { start });
    expect(toStart![0]).toBeCloseTo(1, 6);
    expect(Math.abs(toStart![1])).toBeLessThan(0.999);
    expect(between[0][1]).toBeCloseTo(1, 6);
    expect((await wordStatistics(token(1), table)).toStart).toBeUndefined();
  });
});
