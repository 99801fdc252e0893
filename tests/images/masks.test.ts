import { describe, expect, it } from 'vitest';
import { channelMask, greyRgba, invertMask, isPlain, maskSize, plainMask, shownShare, type MaskPixels } from '../../src/images/masks/mask';
import { Stroke, type Brush } from '../../src/images/masks/stroke';

const size = { width: 60, height: 40 };
const hard: Brush = { radius: 5, softness: 0, value: 255 };
const at = ({ values, width }: MaskPixels, x: number, y: number): number => values[y * width + x];

describe('a mask', () => {
  it('has its picture’s ratio, at most 1024 pixels on a side', () => {
    expect(maskSize({ width: 4000, height: 3000 })).toEqual({ width: 1024, height: 768 });
    expect(maskSize({ width: 300, height: 500 })).toEqual({ width: 300, height: 500 });
    expect(maskSize({ width: 16000, height: 4 })).toEqual({ width: 1024, height: 1 });
  });

  it('of one tone is plain, inverted its opposite', () => {
    const mask = plainMask(size, 64);
    expect([isPlain(mask), invertMask(mask).values[7], shownShare(plainMask(size, 255)), shownShare(plainMask(size, 0))]).toEqual([true, 191, 1, 0]);
    expect(isPlain({ ...size, values: Uint8Array.from({ length: 2400 }, (_, i) => (i === 2399 ? 1 : 0)) })).toBe(false);
  });

  it('comes back from a picture’s pixels, row by row', () => {
    const mask: MaskPixels = { width: 3, height: 2, values: Uint8Array.of(0, 50, 100, 150, 200, 255) };
    expect(channelMask(mask, greyRgba(mask), 0)).toEqual(mask);
    expect([...channelMask(mask, greyRgba(mask), 3).values]).toEqual(new Array(6).fill(255));
  });
});

describe('a stroke', () => {
  it('covers the line between its points and nothing else', () => {
    const stroke = new Stroke(plainMask(size, 0), hard);
    stroke.to({ x: 10, y: 20 });
    stroke.to({ x: 50, y: 20 });
    for (const x of [10, 30, 50]) expect(at(stroke.mask, x, 20)).toBe(255);
    expect([at(stroke.mask, 30, 26), at(stroke.mask, 30, 13), at(stroke.mask, 3, 20), at(stroke.mask, 57, 20)]).toEqual([0, 0, 0, 0]);
  });

  it('leaves the mask from before as it was, and takes away as it adds', () => {
    const before = plainMask(size, 255);
    const stroke = new Stroke(before, { ...hard, value: 0 });
    stroke.to({ x: 30, y: 20 });
    expect([at(stroke.mask, 30, 20), at(before, 30, 20)]).toEqual([0, 255]);
  });

  it('has a soft edge that going over twice does not harden', () => {
    const soft = { radius: 10, softness: 1, value: 255 };
    const once = new Stroke(plainMask(size, 0), soft);
    once.to({ x: 30, y: 20 });
    const values = once.mask.values.slice();
    once.to({ x: 30, y: 20 });
    expect(once.mask.values).toEqual(values);
    const edge = [0, 3, 6, 9].map((x) => at(once.mask, 30 + x, 20));
    expect(edge).toEqual([...edge].sort((a, b) => b - a));
    expect(new Set(edge).size).toBe(4);
  });

  it('tells what has changed, which ends at the mask’s edges', () => {
    const stroke = new Stroke(plainMask(size, 0), hard);
    expect(stroke.to({ x: 2, y: 2 })).toEqual({ x: 0, y: 0, width: 7, height: 7 });
    expect(stroke.to({ x: 2, y: 2 })).toEqual({ x: 0, y: 0, width: 7, height: 7 });
    const outside = new Stroke(plainMask(size, 0), hard).to({ x: -40, y: 90 });
    expect(outside.width * outside.height).toBe(0);
    const beyond = new Stroke(plainMask(size, 0), hard);
    beyond.to({ x: -40, y: 20 });
    beyond.to({ x: 100, y: 20 });
    expect([at(beyond.mask, 0, 20), at(beyond.mask, 59, 20), at(beyond.mask, 30, 30)]).toEqual([255, 255, 0]);
  });
});
