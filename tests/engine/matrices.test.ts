/** Matrices of subgroups are an offer: taken where an adapter has one that fits the kernel, used only where it was measured. */
import { describe, expect, it } from 'vitest';
import { candidates, choose, productKey, type ProductSize } from '../../src/engine/tiles/choose';
import { MATRIX_FEATURE, MATRIX_TILE, matricesOf, matrixBytes } from '../../src/engine/tiles/matrices/config';
import { shortList } from '../../src/engine/tiles/short-list';
import { BARRIER_FREE, featuresOf, tuningOf, WORKGROUP_BYTES, type Tuning } from '../../src/engine/tiles/tuning';

const config = (size: number, resultComponentType = 'f32', componentType = 'f16') => ({ componentType, resultComponentType, M: size, N: size, K: size });

function adapter(configs: object[], info: object = { subgroupMinSize: 32, subgroupMaxSize: 32 }, features = [MATRIX_FEATURE, 'shader-f16', 'subgroups']): GPUAdapter {
  const limits = { maxComputeWorkgroupStorageSize: 32768 };
  return { features: new Set(features), limits, info: { vendor: 'nvidia', ...info, subgroupMatrixConfigs: configs } } as unknown as GPUAdapter;
}

describe('what an adapter offers', () => {
  it('is the largest with f16 operands and f32 sums that fits the tile', () => {
    const offered = [config(8), config(16), config(16, 'f16'), config(32), config(16, 'i32', 'i8'), { ...config(16), K: 3 }];
    expect(matricesOf(adapter(offered))).toEqual({ m: 16, n: 16, k: 16, subgroup: 32 });
  });

  it.each([
    ['the feature is not there', adapter([config(16)], undefined, ['shader-f16', 'subgroups'])],
    ['there is no f16', adapter([config(16)], undefined, [MATRIX_FEATURE, 'subgroups'])],
    ['subgroups differ in size', adapter([config(16)], { subgroupMinSize: 8, subgroupMaxSize: 32 })],
    ['sums are f16', adapter([config(16, 'f16')])],
    ['nothing is offered', adapter([])],
    ['the browser has no such list', adapter(undefined as unknown as object[])],
  ])('is nothing where %s', (_, one) => {
    expect(matricesOf(one)).toBeUndefined();
  });

  it('is asked of the device with tiled kernels only', () => {
    const tuning = tuningOf(adapter([config(16)]), false);
    expect(featuresOf(tuning)).toEqual(['subgroups', MATRIX_FEATURE]);
    expect(featuresOf({ ...tuning, kernels: 'barrier-free' })).toEqual([]);
  });
});

describe('the tile', () => {
  const size: ProductSize = { kernel: 'linear', rows: 4096, columns: 320, depth: 320, taps: 1, quad: 'f16', weight: 'f16' };
  const tuning: Tuning = { ...BARRIER_FREE, kernels: 'tiled', vendor: 'nvidia', matrices: { m: 16, n: 16, k: 16, subgroup: 32 } };

  it('fits the least workgroup memory there is', () => {
    expect(matrixBytes(MATRIX_TILE)).toBeLessThanOrEqual(WORKGROUP_BYTES.least);
  });

  it('is in no table, and timed second', () => {
    expect(candidates(size, tuning).filter(({ tile }) => tile === MATRIX_TILE)).toEqual([]);
    const list = shortList(size, tuning);
    expect(list.findIndex(({ tile }) => tile === MATRIX_TILE)).toBe(1);
    expect(shortList(size, { ...tuning, matrices: undefined })).toEqual(list.toSpliced(1, 1));
  });

  it('is not timed where numbers are not f16', () => {
    for (const other of [{ ...size, weight: 'f32' }, { ...size, quad: 'packed', weight: 'packed' }] as const) {
      expect(shortList(other, tuning).filter(({ tile }) => tile === MATRIX_TILE)).toEqual([]);
    }
  });

  it('is taken where it was measured, and not on an adapter without matrices', () => {
    const choices = { [productKey(size)]: { tile: MATRIX_TILE, splits: 1 } };
    expect(choose(size, { ...tuning, choices }).tile).toBe(MATRIX_TILE);
    expect(choose(size, { ...tuning, choices, matrices: undefined })).toEqual(candidates(size, tuning)[0]);
  });
});
