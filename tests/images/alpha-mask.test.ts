import { describe, expect, it } from 'vitest';
import { maskWeights } from '../../src/diffusion/loss-weight';
import { latentAlpha } from '../../src/images/alpha-mask';
import { coverCrop, cropAxes } from '../../src/images/crops/crop';
import type { PixelRows } from '../../src/images/resample';

/** A picture of noise whose alpha is as told. */
function picture(width: number, alpha: (x: number, y: number) => number, from: number, to: number): PixelRows {
  const pixel = (x: number, y: number): number[] => [x * 7, y * 11, x * y, alpha(x, y)].map((value) => value & 255);
  const row = (y: number): number[] => Array.from({ length: width }, (_, x) => pixel(x, y)).slice(from, to).flat();
  return { channels: 4, read: (y, count) => Array.from({ length: count }, (_, i) => row(y + i)).flat() };
}

function alphaOf(size: [number, number], to: [number, number], alpha: (x: number, y: number) => number): Float32Array | undefined {
  const axes = cropAxes(coverCrop({ width: size[0], height: size[1] }, { width: to[0], height: to[1] }));
  return latentAlpha(picture(size[0], alpha, axes.horizontal.from, axes.horizontal.to), axes, 8);
}

const rowsOf = (values: Float32Array, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, y) => [...values.subarray(y * width, (y + 1) * width)]);

describe('a picture’s alpha at its latent', () => {
  it('is the mean of the pixels that a latent pixel stands for', () => {
    const alpha = alphaOf([16, 16], [16, 16], (x, y) => (y < 8 ? 255 : x < 12 ? 0 : 128))!;
    expect(rowsOf(alpha, 2)).toEqual([[255, 255], [0, 64]]);
  });

  it('lies as the picture does where that is not square', () => {
    const alpha = alphaOf([32, 16], [32, 16], (x, y) => (x < 24 && y < 8 ? 255 : 0))!;
    expect(rowsOf(alpha, 4)).toEqual([[255, 255, 255, 0], [0, 0, 0, 0]]);
  });

  it('is cut with the picture', () => {
    // of 48 pixels the middle 16 are left, of which the first half is transparent
    const alpha = alphaOf([48, 16], [16, 16], (x) => (x < 24 ? 0 : 255))!;
    expect(rowsOf(alpha, 2)).toEqual([[0, 255], [0, 255]]);
  });

  it('is nothing where the picture is opaque', () => {
    expect(alphaOf([20, 16], [16, 16], () => 255)).toBeUndefined();
  });
});

describe('weights of a mask', () => {
  it('are at least 0 and 1 in the mean, as A1111’s', () => {
    expect([...maskWeights(Float32Array.of(55, 255, 155, 155))!]).toEqual([0, 2, 1, 1]);
  });

  it.each([[0], [128], [255]])('are none where it is %i everywhere, and not NaN', (value) => {
    expect(maskWeights(new Float32Array(6).fill(value))).toBeUndefined();
  });
});
