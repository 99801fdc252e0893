/** What models are given, to the bit as Pillow and numpy make it (make_inputs.py). */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { blipInput, deepDanbooruInput, wd14Input } from '../../src/tagging/model-input';
import { rasterOf, type Part, type Raster } from '../../src/tagging/raster';
import cases from './fixtures/inputs.json';

/** The formula of make_inputs.py. */
function pattern(width: number, height: number): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < rgb.length; i++) {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    rgb[i] = (x * 37 + y * 91 + c * 53 + ((x * y) >> 3) * 17) >> (c * 2);
  }
  return rgb;
}

const picture = (width: number, height: number): Raster => rasterOf(pattern(width, height), { width, height });

function inputOf(family: string, [width, height]: number[], [toWidth, toHeight]: number[]): Float32Array {
  if (family === 'wd14') return wd14Input(picture(width, height), toWidth);
  if (family === 'blip') return blipInput(picture(width, height), toWidth);
  return deepDanbooruInput(picture(width, height), { width: toWidth, height: toHeight });
}

test.each(cases)('$family: $size becomes $to', ({ family, size, to, first, sum, sha256 }) => {
  const values = inputOf(family, size, to);
  expect([...values.subarray(0, 6)]).toEqual(first);
  expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(sum, 3);
  expect(createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex')).toBe(sha256);
});

test('four bytes a pixel give the same, and what is read at once is bounded', () => {
  const [width, height] = [1600, 1000];
  const rgb = pattern(width, height);
  let most = 0;
  const read = ({ from, to, y, count }: Part): Uint8Array => {
    most = Math.max(most, (to - from) * count);
    const pixel = (i: number): number => (y + Math.floor(i / (to - from))) * width + from + (i % (to - from));
    return Uint8Array.from({ length: (to - from) * count * 4 }, (_, i) => (i % 4 === 3 ? 255 : rgb[pixel(i >> 2) * 3 + (i % 4)]));
  };
  expect(wd14Input({ width, height, channels: 4, read }, 32)).toEqual(wd14Input(picture(width, height), 32));
  expect(most).toBeLessThanOrEqual(1600 * 128);
});

test('a picture of one row is no trouble', () => {
  expect(deepDanbooruInput(picture(500, 1), { width: 8, height: 8 })).toHaveLength(8 * 8 * 3);
  expect(wd14Input(picture(1, 1), 4).slice(0, 3)).toEqual(Float32Array.from([...pattern(1, 1)].reverse()));
});
