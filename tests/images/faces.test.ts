/** Faces against OpenCV's own (make_faces.py), on pictures that a formula makes around one portrait: NASA's, in the public domain. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesSource } from '../../src/formats/byte-source';
import { openPng } from '../../src/formats/png-chunks';
import { readPngPixels } from '../../src/formats/png-pixels';
import { greyOf } from '../../src/images/crops/grey';
import { cascadeOf, type CascadeFile } from '../../src/images/faces/cascade';
import { detectFaces, faceSize, scaleBoxes } from '../../src/images/faces/detect';
import { groupBoxes } from '../../src/images/faces/group';

interface Case {
  width: number;
  height: number;
  /** left, top, every n-th pixel, mirrored */
  faces: [number, number, number, boolean][];
  sum: number;
  boxes: [number, number, number, number][];
}

const SIDE = 132;
const cases = JSON.parse(readFileSync('tests/images/fixtures/faces.json', 'utf8')) as Case[];
const cascade = cascadeOf(JSON.parse(readFileSync('public/faces/frontalface.json', 'utf8')) as CascadeFile);
let portrait: Uint8Array;

beforeAll(async () => {
  const png = await openPng(bytesSource(new Uint8Array(readFileSync('tests/images/fixtures/face.png'))));
  portrait = greyOf((await readPngPixels(png)).data);
});

function canvas({ width, height, faces }: Case): Uint8Array {
  const grey = Uint8Array.from({ length: width * height }, (_, i) => (((i % width) * 3 + Math.floor(i / width) * 5) % 64) + 60);
  for (const [left, top, step, mirrored] of faces) {
    for (let y = 0; y < SIDE; y += step) {
      for (let x = 0; x < SIDE; x += step) {
        const from = mirrored ? SIDE - step - x : x;
        grey[(top + y / step) * width + left + x / step] = portrait[y * SIDE + from];
      }
    }
  }
  return grey;
}

describe.each(cases)('a picture of $width x $height with $faces.length', (one) => {
  it('has the faces that OpenCV sees', () => {
    const grey = canvas(one);
    expect(grey.reduce((a, b) => a + b, 0)).toBe(one.sum);
    const found = detectFaces(grey, one.width, one.height, cascade);
    expect(found.map(({ x, y, width, height }) => [x, y, width, height])).toEqual(one.boxes);
  });
});

it('a picture of one tone, or of a pixel, has none', () => {
  expect(detectFaces(new Uint8Array(100 * 80).fill(90), 100, 80, cascade)).toEqual([]);
  expect(detectFaces(new Uint8Array(1), 1, 1, cascade)).toEqual([]);
});

it('large pictures are looked at small, and boxes go back to their pixels', () => {
  expect(faceSize({ width: 4000, height: 3000 })).toEqual({ width: 640, height: 480 });
  expect(faceSize({ width: 300, height: 200 })).toEqual({ width: 300, height: 200 });
  expect(faceSize({ width: 16, height: 16000 })).toEqual({ width: 1, height: 640 });
  const box = { x: 64, y: 48, width: 32, height: 24 };
  expect(scaleBoxes([box], { width: 640, height: 480 }, { width: 4000, height: 3000 })).toEqual([{ x: 400, y: 300, width: 200, height: 150 }]);
});

describe('boxes around one face', () => {
  const box = (x: number, y: number, side: number) => ({ x, y, width: side, height: side });
  const many = (count: number, ...of: [number, number, number]) => Array.from({ length: count }, () => box(...of));

  it('are one where more than enough agree', () => {
    expect(groupBoxes(many(7, 10, 10, 50), 7)).toEqual([]);
    expect(groupBoxes([...many(4, 10, 10, 50), ...many(4, 12, 13, 52)], 7)).toEqual([box(11, 12, 51)]);
  });

  it('go with what they are like by way of others', () => {
    const chain = [0, 8, 16, 24].flatMap((x) => many(2, x, 0, 50));
    expect(groupBoxes(chain, 7)).toEqual([box(12, 0, 50)]);
  });

  it('give way to those around them that more speak for', () => {
    expect(groupBoxes([...many(8, 40, 40, 20), ...many(9, 10, 10, 80)], 7)).toEqual([box(10, 10, 80)]);
    expect(groupBoxes([...many(9, 40, 40, 20), ...many(8, 10, 10, 80)], 7)).toHaveLength(2);
  });
});
