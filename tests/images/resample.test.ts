import { describe, expect, test } from 'vitest';
import { coverCrop, cropAxes } from '../../src/images/crops/crop';
import { resample, resampleRows, rowsOf, type CropAxes } from '../../src/images/resample';
import { toTensor } from '../../src/images/to-tensor';
import made from './fixtures/lanczos.json';

/** The formula of fixtures/make-lanczos.py. */
function pattern(width: number, height: number): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < rgb.length; i++) {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    rgb[i] = (x * 37 + y * 91 + c * 53 + ((x * y) >> 3) * 17) >> (c * 2);
  }
  return rgb;
}

const covering = (width: number, height: number, side: number): CropAxes =>
  cropAxes(coverCrop({ width, height }, { width: side, height: side }));
const cropped = (rgb: Uint8Array, width: number, axes: CropAxes): Uint8Array => resampleRows(rowsOf(rgb, width, axes.horizontal), axes);
const bytes = (base64: string): number[] => [...Buffer.from(base64, 'base64')];

describe('the same bytes as Pillow', () => {
  test.each(made.resizes)('resize $size to $to', ({ size: [width, height], to: [toWidth, toHeight], rgb }) => {
    expect([...resample(pattern(width, height), width, height, toWidth, toHeight)]).toEqual(bytes(rgb));
  });

  test.each(made.covers)('cover $size with $side', ({ size: [width, height], side, rgb }) => {
    expect([...cropped(pattern(width, height), width, covering(width, height, side))]).toEqual(bytes(rgb));
  });
});

test('four bytes a pixel give the same as three, and a big picture is read in bounded strips', () => {
  const [width, height, side] = [1200, 800, 64];
  const rgb = pattern(width, height);
  const axes = covering(width, height, side);
  let most = 0;
  const read = (y: number, count: number): Uint8Array => {
    const { from, to } = axes.horizontal;
    most = Math.max(most, count * (to - from));
    const at = (i: number): number => ((y + Math.floor(i / 4 / (to - from))) * width + from + (Math.floor(i / 4) % (to - from))) * 3;
    return Uint8Array.from({ length: count * (to - from) * 4 }, (_, i) => (i % 4 === 3 ? 255 : rgb[at(i) + (i % 4)]));
  };
  expect(resampleRows({ channels: 4, read }, axes)).toEqual(cropped(rgb, width, axes));
  expect(axes.horizontal.from).toBeGreaterThan(150);
  expect(axes.horizontal.to).toBeLessThan(1050);
  expect(most).toBeLessThanOrEqual(128 * 900);
});

test('bytes become numbers from -1 to 1', () => {
  expect([...toTensor(new Uint8Array([0, 255, 51]))]).toEqual([-1, 1, Math.fround(51 / 127.5 - 1)]);
});
