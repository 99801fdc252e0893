import { describe, expect, it } from 'vitest';
import { assignBuckets, bucketSizes, cropLoss } from '../../src/images/buckets';

const SD = { budget: 512 * 512, step: 64, largest: 2048 };
const names = (sizes: readonly { width: number; height: number }[]): string[] => sizes.map(({ width, height }) => `${width}x${height}`);

describe('bucketSizes', () => {
  it('are those within the budget that none other contains', () => {
    expect(names(bucketSizes(SD))).toEqual([
      '128x2048', '192x1344', '256x1024', '320x768', '384x640', '448x576', '512x512', '576x448', '640x384', '768x320', '1024x256', '1344x192', '2048x128',
    ]);
  });

  it('are each within the budget and the largest side, in steps', () => {
    for (const step of [8, 64]) {
      for (const { width, height } of bucketSizes({ budget: 768 * 704, step, largest: 1024 })) {
        expect(width * height).toBeLessThanOrEqual(768 * 704);
        expect([width % step, height % step, Math.max(width, height) <= 1024]).toEqual([0, 0, true]);
      }
    }
  });
});

describe('assignBuckets', () => {
  it('takes the nearest ratio and lists what is used', () => {
    const pictures = [{ width: 1920, height: 1080 }, { width: 300, height: 300 }, { width: 800, height: 1200 }, { width: 1600, height: 901 }];
    const { sizes, of } = assignBuckets(pictures, SD);
    expect([names(sizes), of]).toEqual([['384x640', '512x512', '640x384'], [2, 1, 0, 2]]);
  });

  it('loses no more of a picture than the gap between two ratios', () => {
    const pictures = Array.from({ length: 200 }, (_, i) => ({ width: 200 + 13 * i, height: 1000 }));
    const { sizes, of } = assignBuckets(pictures, { ...SD, most: 99 });
    const all = bucketSizes(SD);
    for (const [i, picture] of pictures.entries()) {
      const best = Math.min(...all.map((size) => cropLoss(picture, size)));
      expect(cropLoss(picture, sizes[of[i]])).toBe(best);
    }
  });

  it('merges the rarest where there are too many', () => {
    const pictures = [...Array.from({ length: 3 }, () => ({ width: 512, height: 512 })), { width: 640, height: 384 }, { width: 640, height: 384 }, { width: 576, height: 448 }];
    const { sizes, of } = assignBuckets(pictures, { ...SD, most: 2 });
    expect([names(sizes), of]).toEqual([['512x512', '640x384'], [0, 0, 0, 1, 1, 0]]);
    expect(assignBuckets(pictures, { ...SD, most: 1 }).of).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

it('cropLoss is the share that is cut off', () => {
  expect(cropLoss({ width: 200, height: 100 }, { width: 64, height: 64 })).toBeCloseTo(0.5);
  expect(cropLoss({ width: 100, height: 200 }, { width: 64, height: 64 })).toBeCloseTo(0.5);
  expect(cropLoss({ width: 640, height: 384 }, { width: 320, height: 192 })).toBeCloseTo(0);
});
