/** Which tile a product gets: room in workgroup memory, work for the whole GPU, and what was measured first. */
import { describe, expect, it } from 'vitest';
import { candidates, choose, productKey, type ProductSize } from '../../src/engine/tiles/choose';
import { ALL_TILES, DEFAULTS, NARROW, WIDE } from '../../src/engine/tiles/defaults';
import { bytesOf, threadsOf } from '../../src/engine/tiles/tile';
import { WORKGROUP_BYTES, type Tuning, type Vendor } from '../../src/engine/tiles/tuning';

const vendors = Object.keys(DEFAULTS) as Vendor[];
const tuning = (vendor: Vendor, workgroupBytes: number = WORKGROUP_BYTES.least): Tuning => ({ kernels: 'tiled', vendor, subgroups: 0, workgroupBytes, keptNumbers: 0 });

const size = (kernel: ProductSize['kernel'], rows: number, columns: number, depth: number, taps = 1): ProductSize => ({
  kernel, rows, columns, depth, taps, quad: 'f16', weight: 'f16',
});
/** SD 1.5 at 512 px: every level's convolution and layers, tokens of the text, one row. */
const sizes = [
  size('conv', 4096, 320, 320, 9), size('conv', 1024, 640, 640, 9), size('conv-dx', 256, 1280, 2560, 9), size('conv', 64, 1280, 1280, 9),
  size('linear', 4096, 2560, 320), size('linear', 256, 1280, 5120), size('linear-dx', 77, 320, 768), size('linear', 1, 1280, 320),
];
const cases = vendors.flatMap((vendor) => sizes.map((one) => [vendor, productKey(one), one] as const));

describe('tiles of products', () => {
  it.each(vendors)('%s: every vendor has tiles that fit 16 KiB in every storage', (vendor) => {
    for (const quad of ['f32', 'f16', 'packed'] as const) {
      const all = candidates({ ...sizes[0], quad, weight: 'f32' }, tuning(vendor));
      expect(all.length).toBeGreaterThan(1);
      for (const { tile } of all) expect(bytesOf(tile, quad)).toBeLessThanOrEqual(WORKGROUP_BYTES.least);
    }
  });

  it.each(cases)('%s, %s: workgroups for two thirds of the cores, and for eight rounds at most where split', (vendor, _, one) => {
    const { tile, splits } = choose(one, tuning(vendor));
    const groups = Math.ceil(one.rows / tile.rows) * Math.ceil(one.columns / tile.columns) * splits;
    expect(groups).toBeGreaterThanOrEqual((DEFAULTS[vendor].cores * 2) / 3);
    if (splits > 1) expect(groups).toBeLessThanOrEqual(8 * DEFAULTS[vendor].cores);
  });

  it('splits the sums of the 8 × 8 level where cores are many, and of 64 × 64 nowhere', () => {
    expect(vendors.filter((vendor) => choose(sizes[3], tuning(vendor)).splits > 1)).toEqual(['nvidia', 'amd']);
    expect(vendors.filter((vendor) => choose(sizes[0], tuning(vendor)).splits > 1)).toEqual([]);
  });

  it('prefers what was measured, where it can run', () => {
    const measured = { tile: WIDE.huge, splits: 2 };
    const choices = { [productKey(sizes[1])]: measured };
    expect(choose(sizes[1], { ...tuning('other', 32768), choices })).toBe(measured);
    expect(choose(sizes[2], { ...tuning('other', 32768), choices })).not.toBe(measured);
    expect(choose(sizes[1], { ...tuning('other'), choices })).toEqual(choose(sizes[1], tuning('other')));
  });

  it('holds no f32 weight in narrow tiles', () => {
    const all = candidates({ ...sizes[0], weight: 'f32' }, tuning('amd'));
    expect(all.filter(({ tile }) => tile === NARROW.large)).toEqual([]);
    expect(candidates(sizes[0], tuning('amd')).filter(({ tile }) => tile === NARROW.large)).not.toEqual([]);
  });

  it('tells kernels, sizes, taps and storages apart by key', () => {
    expect(productKey(sizes[0])).toBe('conv 4096x320x9*320 f16');
    expect(productKey({ ...sizes[6], quad: 'f32' })).toBe('linear-dx 77x320x768 f32/f16');
  });

  it.each(ALL_TILES)('$rows × $columns × $depth divides among its threads', (tile) => {
    const { rows, columns, depth, threadRows, threadColumns } = tile;
    expect([rows % threadRows, columns % threadColumns, threadColumns % 4, depth % 4]).toEqual([0, 0, 0, 0]);
    expect(threadsOf(tile) % (depth / 4)).toBe(0);
    expect((rows * depth) / 4 % threadsOf(tile)).toBe(0);
    expect(threadsOf(tile)).toBeLessThanOrEqual(256);
  });
});
