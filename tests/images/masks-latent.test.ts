import { describe, expect, it } from 'vitest';
import { maskWeights } from '../../src/diffusion/loss-weight';
import { coverCrop } from '../../src/images/crops/crop';
import { latentMask } from '../../src/images/masks/latent-mask';
import type { PixelReader } from '../../src/images/prepare/focus';
import type { MaskSources } from '../../src/images/prepare/mask';

type Tone = (x: number, y: number) => number;

/** RGBA, read as a bitmap is: only the columns that the axes want. */
const reader = (pixel: (x: number, y: number) => number[]): PixelReader => ({ horizontal: { from, to } }) => ({
  channels: 4,
  read: (top, count) => Array.from({ length: count * (to - from) }, (_, i) => pixel(from + (i % (to - from)), top + Math.floor(i / (to - from)))).flat(),
});

/** A picture of noise whose alpha is as told. */
const opacity = (alpha: Tone): MaskSources => ({ alpha: reader((x, y) => [x * 7, y * 11, x * y, alpha(x, y)].map((value) => value & 255)) });
const painted = (width: number, height: number, tone: Tone): MaskSources =>
  ({ mask: { size: { width, height }, read: reader((x, y) => [tone(x, y), tone(x, y), tone(x, y), 255]) } });

const maskOf = ([width, height]: [number, number], [toWidth, toHeight]: [number, number], sources: MaskSources) =>
  latentMask(coverCrop({ width, height }, { width: toWidth, height: toHeight }), sources, 8);

const rowsOf = (values: Float32Array, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, y) => [...values.subarray(y * width, (y + 1) * width)]);

describe('a picture’s alpha at its latent', () => {
  it('is the mean of the pixels that a latent pixel stands for', () => {
    const alpha = maskOf([16, 16], [16, 16], opacity((x, y) => (y < 8 ? 255 : x < 12 ? 0 : 128)))!;
    expect(rowsOf(alpha, 2)).toEqual([[255, 255], [0, 64]]);
  });

  it('lies as the picture does where that is not square', () => {
    const alpha = maskOf([32, 16], [32, 16], opacity((x, y) => (x < 24 && y < 8 ? 255 : 0)))!;
    expect(rowsOf(alpha, 4)).toEqual([[255, 255, 255, 0], [0, 0, 0, 0]]);
  });

  it('is cut with the picture', () => {
    // of 48 pixels the middle 16 are left, of which the first half is transparent
    const alpha = maskOf([48, 16], [16, 16], opacity((x) => (x < 24 ? 0 : 255)))!;
    expect(rowsOf(alpha, 2)).toEqual([[0, 255], [0, 255]]);
  });

  it('is nothing where the picture is opaque', () => {
    expect(maskOf([20, 16], [16, 16], opacity(() => 255))).toBeUndefined();
    expect(maskOf([20, 16], [16, 16], {})).toBeUndefined();
  });
});

describe('a painted mask at its picture’s latent', () => {
  const left = (x: number): number => (x < 32 ? 0 : 255);

  it('has the left half of a wide picture on the left, and weighs nothing there', () => {
    const mask = maskOf([64, 32], [64, 32], painted(64, 32, left))!;
    expect(rowsOf(mask, 8)).toEqual(Array.from({ length: 4 }, () => [0, 0, 0, 0, 255, 255, 255, 255]));
    expect(rowsOf(maskWeights(mask)!, 8)).toEqual(Array.from({ length: 4 }, () => [0, 0, 0, 0, 2, 2, 2, 2]));
  });

  it('has the left half of a tall picture on the left', () => {
    const mask = maskOf([32, 64], [32, 64], painted(32, 64, (x) => (x < 16 ? 0 : 255)))!;
    expect(rowsOf(mask, 4)).toEqual(Array.from({ length: 8 }, () => [0, 0, 255, 255]));
  });

  it('of another size than the picture is scaled to it', () => {
    const mask = maskOf([640, 320], [64, 32], painted(64, 32, left))!;
    const large = maskOf([64, 32], [64, 32], painted(640, 320, (x) => left(x / 10)))!;
    for (const [row] of [rowsOf(mask, 8), rowsOf(large, 8)]) {
      expect(row.slice(0, 3)).toEqual([0, 0, 0]);
      expect(row.slice(5)).toEqual([255, 255, 255]);
      expect(row[3]).toBeLessThan(40);
      expect(row[4]).toBeGreaterThan(215);
    }
  });

  it('is cut as the picture is, and where that is transparent it counts no more', () => {
    // of 96 columns the middle 32 are left; the mask has a third of the pixels
    const sources = { ...painted(32, 11, (x) => (x < 16 ? 255 : 0)), ...opacity((_, y) => (y < 16 ? 255 : 0)) };
    const mask = maskOf([96, 32], [32, 32], sources)!;
    expect(mask[0]).toBeGreaterThan(250);
    expect(mask[3]).toBeLessThan(5);
    expect([...mask.subarray(8)]).toEqual(new Array(8).fill(0));
  });

  it.each([['black', 0], ['grey', 77], ['white', 255]])('all %s weighs everywhere alike', (_, tone) => {
    const mask = maskOf([48, 32], [48, 32], painted(16, 16, () => tone))!;
    expect(mask.every((value) => value === tone)).toBe(true);
    expect(maskWeights(mask)).toBeUndefined();
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
