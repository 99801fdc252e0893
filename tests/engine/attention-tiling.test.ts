/** Tiles of attention fit the adapter whatever the head, and parts of the queries cover all of them once. */
import { describe, expect, it } from 'vitest';
import { Graph } from '../../src/engine/graph';
import { attention } from '../../src/engine/ops/attention/attention';
import { flopsOf } from '../../src/engine/ops/attention/lower';
import { bytesOf, partsOf, tilingOf, type Extent } from '../../src/engine/ops/attention/tiling';

const HEADS = [4, 8, 16, 40, 44, 64, 76, 80, 96, 128, 160, 256, 512];
const LIMITS = [16384, 32768];

const forwardOf = (size: number, rows: number, columns: number, heads = 8, quadBytes = 8): Extent =>
  ({ head4: size / 4, rows, columns, heads, quadBytes, sharesRows: true });
const dqOf = (...extent: Parameters<typeof forwardOf>): Extent => ({ ...forwardOf(...extent), sharesRows: false });
/** of keys; parts of the queries count as heads */
const dkvOf = (size: number, rows: number, heads = 8, quadBytes = 8): Extent => ({ head4: size / 4, rows, heads, quadBytes, sharesRows: false });

describe('tiles of attention', () => {
  it.each(HEADS.flatMap((size) => LIMITS.map((limit) => [size, limit] as const)))('head size %d in %d bytes', (size, limit) => {
    for (const quadBytes of [8, 16])
      for (const rows of [1, 64, 77, 4096])
        for (const heads of [8, 256])
          for (const extent of [...[20, 77, 4096].flatMap((columns) => [forwardOf, dqOf].map((of) => of(size, rows, columns, heads, quadBytes))), dkvOf(size, rows, heads, quadBytes)]) {
            const tiling = tilingOf(extent, limit);
            const { x, y, wide } = tiling;
            expect(bytesOf(tiling, wide ? 16 : quadBytes, extent.sharesRows)).toBeLessThanOrEqual(limit);
            expect(x * y).toBeLessThanOrEqual(256);
            expect(x * Math.ceil(size / 4 / x)).toBeGreaterThanOrEqual(size / 4);
          }
  });

  it('leaves no thread without a quad at the head sizes of SD 1.5', () => {
    for (const size of [40, 64, 80, 160]) expect((size / 4) % tilingOf(forwardOf(size, 4096, 4096), 32768).x).toBe(0);
  });

  it.each([forwardOf, dqOf])('holds f32 tiles of 64 queries and of 40 keys at head size 40 in 32 KiB', (of) => {
    for (const [size, rows] of [[40, 4096], [80, 1024]]) expect(tilingOf(of(size, rows, rows), 32768)).toEqual({ x: 10, y: 16, span: 1, wide: true });
    expect(tilingOf(of(160, 256, 256), 32768)).toEqual({ x: 10, y: 4, span: 1, wide: true });
    expect(tilingOf(of(40, 4096, 4096), 16384)).toEqual({ x: 10, y: 8, span: 1, wide: false });
  });
});

describe('77 keys in 32 KiB', () => {
  it.each([[40, 4096], [80, 1024], [160, 256], [160, 64], [64, 4096], [64, 77]])('are one tile for queries, head size %d, %d queries', (size, rows) => {
    for (const of of [forwardOf, dqOf]) {
      const { x, span } = tilingOf(of(size, rows, 77), 32768);
      expect(4 * x * span).toBeGreaterThanOrEqual(77);
      expect(4 * x * (span - 1)).toBeLessThan(77);
    }
  });

  it('have as many queries beside them as fit where there are enough', () => {
    expect(tilingOf(forwardOf(40, 4096, 77), 32768)).toEqual({ x: 10, y: 12, span: 2, wide: false });
    expect(tilingOf(dqOf(40, 4096, 77), 32768)).toEqual({ x: 10, y: 16, span: 2, wide: false });
    expect(tilingOf(forwardOf(160, 256, 77), 32768)).toEqual({ x: 10, y: 4, span: 2, wide: true });
  });

  it('stay in several tiles where one would leave few threads', () => {
    expect(tilingOf(forwardOf(40, 4096, 77), 16384)).toEqual({ x: 10, y: 8, span: 1, wide: false });
    expect(tilingOf(forwardOf(40, 4096, 121), 32768).span).toBe(1);
  });

  it.each([40, 80, 160])('are one block of 80 rows for dk and dv where parts are enough, head size %d', (size) => {
    for (const quadBytes of [8, 16]) expect(tilingOf(dkvOf(size, 77, 8 * 32, quadBytes), 32768)).toEqual({ x: 10, y: 20, span: 1, wide: true });
  });

  it('are two of 40, or five of 16, where they are fewer', () => {
    expect(tilingOf(dkvOf(80, 77, 8 * 8), 32768).y).toBe(10);
    expect(tilingOf(dkvOf(160, 77, 8 * 2), 32768).y).toBe(4);
  });
});

describe('parts of the queries', () => {
  it.each([[16, 4096, 256], [616, 4096, 512], [2, 77, 512], [512, 4096, 256], [1, 1000, 256]])('%d workers, %d queries', (workers, queries, busy) => {
    for (const tile of [1, 40]) {
      const { parts, each } = partsOf(workers, queries, busy, tile);
      expect((parts - 1) * each).toBeLessThan(queries);
      expect(parts * each).toBeGreaterThanOrEqual(queries);
    }
  });

  it('cuts the queries of SD 1.5 for 77 keys in whole tiles, and leaves a self-attention whole', () => {
    expect(partsOf(8, 4096, 256, 40)).toEqual({ parts: 26, each: 160 });
    expect(partsOf(8, 4096, 256, 1)).toEqual({ parts: 32, each: 128 });
    expect(partsOf(512, 4096, 256, 40)).toEqual({ parts: 1, each: 4096 });
  });
});

describe('causal attention', () => {
  const nodeOf = (tq: number, tk: number, causal: boolean) => {
    const graph = new Graph();
    const [q, k, v] = [tq, tk, tk].map((rows, i) => graph.input('qkv'[i], [1, rows, 8]));
    attention(q, k, v, { heads: 2, causal });
    return graph.nodes[0];
  };

  it('is of the last rows: no more queries than keys', () => {
    expect(() => nodeOf(4, 3, true)).toThrow('causal');
    expect(() => nodeOf(4, 3, false)).not.toThrow();
  });

  it('counts the keys that queries see', () => {
    const [whole, half, last] = [[16, 16, false], [16, 16, true], [4, 16, true]].map((of) => flopsOf(2)(nodeOf(...(of as [number, number, boolean]))));
    expect(half / whole).toBe(0.5);
    expect(last / whole).toBe((4 * 14) / (16 * 16));
  });
});
