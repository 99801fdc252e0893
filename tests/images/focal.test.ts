/** Measures of the focal crop against Pillow and OpenCV (make_focal.py), on pictures that a formula makes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { boxOfCrop } from '../../src/images/crops/crop';
import { corners, type Point } from '../../src/images/crops/corners';
import { whiteShare, windowEntropy } from '../../src/images/crops/entropy';
import { FOCAL_DEFAULTS, facePoint, focalCrop, focalSize, focusOf } from '../../src/images/crops/focal';
import { ditherGreyOf, greyOf } from '../../src/images/crops/grey';

interface Case {
  make: 'picture' | 'boxes';
  width: number;
  height: number;
  seed: number;
  grey: number;
  white: number[];
  corners: [number, number][];
}

const cases = JSON.parse(readFileSync('tests/images/fixtures/focal.json', 'utf8')) as Case[];
const WINDOWS = [{ x: 0, y: 0, width: 40, height: 40 }, { x: 10, y: 20, width: 40, height: 40 }];

const FORMULAS = {
  picture: (x: number, y: number, c: number, seed: number) => x * (7 + c) + y * (3 + 2 * c) + ((x * y) >> 3) * (seed + c),
  boxes: (x: number, y: number, _: number, seed: number) => ((Math.floor(x / (11 + seed)) + Math.floor(y / (9 + seed))) % 2) * 120 + (x % 50) + (y % 40),
};

function pixels({ make, width, height, seed }: Case): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < rgb.length; i++) {
    const at = Math.floor(i / 3);
    rgb[i] = FORMULAS[make](at % width, Math.floor(at / width), i % 3, seed);
  }
  return rgb;
}

describe.each(cases)('$make of $width x $height', (one) => {
  const rgb = pixels(one);

  it('has the same brightness', () => {
    expect(greyOf(rgb).reduce((a, b) => a + b, 0)).toBe(one.grey);
  });

  it('has the same white pixels once dithered', () => {
    const grey = ditherGreyOf(rgb);
    expect(WINDOWS.map((window) => Math.round(whiteShare(grey, one.width, window) * 1600))).toEqual(one.white);
  });

  // A drawing's corners are equally strong but for rounding: there the order says nothing.
  const ordered = (points: readonly (readonly number[])[]) => (one.make === 'boxes' ? points.map(String).sort() : points.map(String));

  it('has the same corners', () => {
    const distance = Math.min(one.width, one.height) * 0.06;
    const found = corners(greyOf(rgb), one.width, one.height, { most: 100, quality: 0.04, distance });
    expect(ordered(found.map(({ x, y }) => [x, y]))).toEqual(ordered(one.corners));
  });
});

it('a window of one brightness is not busy, a rare one busier than an even one', () => {
  const window = { x: 0, y: 0, width: 8, height: 8 };
  const of = (grey: Uint8Array): number => windowEntropy(grey, 8, window);
  expect(of(new Uint8Array(64))).toBe(0);
  expect(of(new Uint8Array(64).fill(255))).toBe(0);
  expect(of(Uint8Array.from({ length: 64 }, (_, i) => (i % 2) * 255))).toBe(2);
  expect(of(Uint8Array.from({ length: 64 }, (_, i) => (i === 0 ? 255 : 0)))).toBeGreaterThan(6);
});

describe('the focal crop', () => {
  const to = { width: 40, height: 40 };
  const [wide] = cases;
  const focus = (faces: Point[], weights = FOCAL_DEFAULTS) => focusOf(pixels(wide), wide, to, weights, faces);

  it('is looked at with one side as long as the crop’s, and never shorter', () => {
    expect(focalSize({ width: 1000, height: 500 }, { width: 512, height: 512 })).toEqual({ width: 1024, height: 512 });
    expect(focalSize({ width: 600, height: 500 }, { width: 768, height: 512 })).toEqual({ width: 768, height: 640 });
  });

  it('has its mean between what was seen, by weight', () => {
    const face = { x: 90, y: 10 };
    const { edges, entropy, point } = focus([face]);
    const edge = (axis: 'x' | 'y') => edges.reduce((sum, one) => sum + one[axis], 0) / edges.length;
    const mean = (axis: 'x' | 'y') => (0.5 * edge(axis) + 0.15 * entropy![axis] + 0.9 * face[axis]) / 1.55;
    expect([point.x, point.y]).toEqual([Math.round(mean('x')), Math.round(mean('y'))]);
  });

  it('looks for no corners in the bottom tenth', () => {
    expect(focus([]).edges.every(({ y }) => y <= Math.ceil(64 * 0.9))).toBe(true);
  });

  it('is centred where nothing was asked for, and stays inside the picture', () => {
    expect(focus([], { face: 0, entropy: 0, edges: 0 }).point).toEqual({ x: 48, y: 32 });
    const at = (x: number, y: number) => boxOfCrop(focalCrop(wide, wide, { x, y }, to));
    expect(at(0, 0)).toEqual({ x: 0, y: 0, ...to });
    expect(at(95, 63)).toEqual({ x: 56, y: 24, ...to });
    expect(at(48, 32)).toEqual({ x: 28, y: 12, ...to });
  });

  it('finds the busy end of a black picture', () => {
    const rgb = new Uint8Array(200 * 40 * 3);
    for (let i = 0; i < rgb.length; i++) if (Math.floor(i / 3) % 200 > 150) rgb[i] = (i * 7919) & 255;
    const { entropy, edges } = focusOf(rgb, { width: 200, height: 40 }, to, FOCAL_DEFAULTS, []);
    expect(entropy!.x + 20).toBeGreaterThan(150); // the window reaches into it
    expect(edges.every(({ x }) => x > 148)).toBe(true);
  });
});

it('a face is looked at a third down', () => {
  expect(facePoint({ x: 10, y: 20, width: 31, height: 100 })).toEqual({ x: 25, y: 53 });
});
