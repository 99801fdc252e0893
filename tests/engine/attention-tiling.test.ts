/** Tiles of attention fit the adapter whatever the head, and parts of the queries cover all of them once. */
import { describe, expect, it } from 'vitest';
import { bytesOf, partsOf, tilingOf } from '../../src/engine/ops/attention/tiling';

const HEADS = [4, 8, 16, 40, 44, 64, 76, 80, 96, 128, 160, 256, 512];
const LIMITS = [16384, 32768];

describe('tiles of attention', () => {
  it.each(HEADS.flatMap((size) => LIMITS.map((limit) => [size, limit] as const)))('head size %d in %d bytes', (size, limit) => {
    for (const quadBytes of [8, 16])
      for (const rows of [1, 64, 77, 4096]) {
        const { x, y, wide } = tilingOf({ head4: size / 4, rows, heads: 8, quadBytes }, limit);
        expect(bytesOf(x, y, wide ? 16 : quadBytes)).toBeLessThanOrEqual(limit);
        expect(x * y).toBeLessThanOrEqual(256);
        expect(x * Math.ceil(size / 4 / x)).toBeGreaterThanOrEqual(size / 4);
      }
  });

  it('leaves no thread without a quad at the head sizes of SD 1.5', () => {
    for (const size of [40, 64, 80, 160]) expect((size / 4) % tilingOf({ head4: size / 4, rows: 4096, heads: 8, quadBytes: 8 }, 32768).x).toBe(0);
  });

  it('holds f32 tiles of 64 queries at head size 40 in 32 KiB', () => {
    expect(tilingOf({ head4: 10, rows: 4096, heads: 8, quadBytes: 8 }, 32768)).toEqual({ x: 10, y: 16, wide: true });
  });
});

describe('parts of the queries', () => {
  it.each([[16, 4096, 256], [616, 4096, 512], [2, 77, 512], [512, 4096, 256], [1, 1000, 256]])('%d workers, %d queries', (workers, queries, busy) => {
    const { parts, each } = partsOf(workers, queries, busy);
    expect((parts - 1) * each).toBeLessThan(queries);
    expect(parts * each).toBeGreaterThanOrEqual(queries);
  });

  it('cuts the queries of SD 1.5 for 77 keys, and leaves a self-attention whole', () => {
    expect(partsOf(16, 4096, 256)).toEqual({ parts: 16, each: 256 });
    expect(partsOf(512, 4096, 256)).toEqual({ parts: 1, each: 4096 });
  });
});
