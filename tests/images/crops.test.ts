/** Where pictures are cut: the numbers of A1111's preprocess tab (facts, "split_pic", "multicrop_pic", resize mode 1). */
import { describe, expect, it } from 'vitest';
import { autoSizeCrop, AUTO_SIZE_DEFAULTS, bestSize } from '../../src/images/crops/auto-size';
import { boxOfCrop, coverCrop, lossOfCrop, sizeOfCrop } from '../../src/images/crops/crop';
import { SPLIT_DEFAULTS, splitCrops, splitRatio } from '../../src/images/crops/split';

const size = (width: number, height: number) => ({ width, height });
const SQUARE = size(512, 512);

describe('split', () => {
  it('cuts 512 x 2048 into five with an overlap of a fifth', () => {
    const crops = splitCrops(size(512, 2048), SQUARE, SPLIT_DEFAULTS);
    expect(crops.map(({ vertical }) => vertical.offset)).toEqual([0, 384, 768, 1152, 1536]);
    expect(crops.every((crop) => sizeOfCrop(crop).width === 512 && sizeOfCrop(crop).height === 512)).toBe(true);
  });

  it('does the same across for wide pictures, scaled first', () => {
    const crops = splitCrops(size(4096, 1024), SQUARE, SPLIT_DEFAULTS);
    expect(crops.map(({ horizontal }) => horizontal.offset)).toEqual([0, 384, 768, 1152, 1536]);
    expect(boxOfCrop(crops[1])).toEqual({ x: 768, y: 0, width: 1024, height: 1024 });
  });

  it('leaves pictures alone that are not long, and those above the threshold', () => {
    expect(splitRatio(SQUARE, SQUARE)).toBe(1);
    expect(splitCrops(SQUARE, SQUARE, { threshold: 1, overlap: 0.2 })).toEqual([]);
    expect(splitCrops(size(512, 1000), SQUARE, SPLIT_DEFAULTS)).toEqual([]);
    expect(splitCrops(size(512, 1000), SQUARE, { threshold: 0.6, overlap: 0.2 })).toHaveLength(3);
  });

  it('is one crop where the original divides by zero', () => {
    const crops = splitCrops(size(512, 513), SQUARE, { threshold: 1, overlap: 0 });
    expect(crops.map(({ vertical }) => vertical.offset)).toEqual([0, 1]);
    expect(splitCrops(size(1000, 1001), SQUARE, { threshold: 1, overlap: 0 })).toHaveLength(1);
  });
});

describe('auto-sized crop', () => {
  it.each([
    [1920, 1080, 768, 448, 704, 384], [1024, 1024, 640, 640, 640, 640], [800, 1200, 512, 768, 512, 768],
  ])('%i x %i: %i x %i by area, %i x %i by error', (width, height, ...wanted) => {
    const byArea = bestSize(size(width, height), AUTO_SIZE_DEFAULTS)!;
    const byError = bestSize(size(width, height), { ...AUTO_SIZE_DEFAULTS, objective: 'error' })!;
    expect([byArea.width, byArea.height, byError.width, byError.height]).toEqual(wanted);
  });

  it('has nothing for 3000 x 500', () => {
    expect(autoSizeCrop(size(3000, 500), AUTO_SIZE_DEFAULTS)).toBeUndefined();
  });

  it('is the same of a picture whose sides are getters, as those of an ImageBitmap are', () => {
    class Bitmap {
      get width() { return 800; }
      get height() { return 1200; }
    }
    expect(autoSizeCrop(new Bitmap(), AUTO_SIZE_DEFAULTS)).toEqual(autoSizeCrop(size(800, 1200), AUTO_SIZE_DEFAULTS));
  });

  it('takes the largest centred part of the ratio', () => {
    const crop = autoSizeCrop(size(1920, 1080), AUTO_SIZE_DEFAULTS)!;
    const { x, y, width, height } = boxOfCrop(crop);
    expect([x, y, width, height].map((value) => Math.round(value * 1000) / 1000)).toEqual([34.286, 0, 1851.429, 1080]);
    expect(lossOfCrop(crop)).toBeCloseTo(1 - 1851.429 / 1920, 5);
  });
});

describe('cover', () => {
  // floor(w · 512 / h) and 512, then floor(scaled / 2) − 256
  it.each([
    [640, 480, 682, 85, 512, 0], [480, 640, 512, 0, 682, 85], [100, 100, 512, 0, 512, 0], [1001, 333, 1539, 513, 512, 0],
  ])('%i x %i is scaled and cut around its middle', (width, height, ...wanted) => {
    const { horizontal, vertical } = coverCrop(size(width, height), SQUARE);
    expect([horizontal.scaled, horizontal.offset, vertical.scaled, vertical.offset]).toEqual(wanted);
    expect(sizeOfCrop({ horizontal, vertical })).toEqual(SQUARE);
  });
});
