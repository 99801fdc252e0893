/** The rectangle drawn by hand stays inside the picture and keeps the target's ratio, whatever is done to it. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dragCorner, growBox, largestBox, moveBox, refit } from '../../../src/app/logic/prepare/hand-crop';

const PICTURE = { width: 1600, height: 900 };
const SQUARE = { width: 512, height: 512 };

describe('hand crop', () => {
  test('begins as the largest part in the middle', () => {
    expect(largestBox(PICTURE, SQUARE)).toEqual({ x: 350, y: 0, width: 900, height: 900 });
    expect(largestBox({ width: 900, height: 1600 }, { width: 768, height: 512 })).toEqual({ x: 0, y: 500, width: 900, height: 600 });
  });

  test('moves as far as the picture goes', () => {
    const box = { x: 100, y: 100, width: 300, height: 300 };
    expect(moveBox(box, { x: 20, y: -30 }, PICTURE)).toEqual({ ...box, x: 120, y: 70 });
    expect(moveBox(box, { x: 5000, y: -5000 }, PICTURE)).toEqual({ ...box, x: 1300, y: 0 });
  });

  test('grows around its middle, and is pushed back in', () => {
    expect(growBox({ x: 100, y: 100, width: 300, height: 300 }, 100, PICTURE, SQUARE)).toEqual({ x: 50, y: 50, width: 400, height: 400 });
    expect(growBox({ x: 0, y: 0, width: 300, height: 300 }, 100, PICTURE, SQUARE)).toEqual({ x: 0, y: 0, width: 400, height: 400 });
    expect(growBox({ x: 0, y: 0, width: 300, height: 300 }, -1000, PICTURE, SQUARE)).toMatchObject({ width: 16, height: 16 });
  });

  test('a corner follows the pointer, the opposite one stays', () => {
    const box = { x: 400, y: 400, width: 200, height: 200 };
    expect(dragCorner(box, { right: true, bottom: true }, { x: 700, y: 650 }, PICTURE, SQUARE)).toEqual({ x: 400, y: 400, width: 300, height: 300 });
    expect(dragCorner(box, { right: false, bottom: false }, { x: 500, y: 450 }, PICTURE, SQUARE)).toEqual({ x: 450, y: 450, width: 150, height: 150 });
    expect(dragCorner(box, { right: true, bottom: true }, { x: 5000, y: 0 }, PICTURE, SQUARE)).toEqual({ x: 400, y: 400, width: 500, height: 500 });
  });

  test('of another ratio is fitted around the same middle', () => {
    expect(refit({ x: 400, y: 200, width: 400, height: 400 }, PICTURE, { width: 1024, height: 256 })).toEqual({ x: 200, y: 300, width: 800, height: 200 });
  });

  test('never leaves the picture, never loses the ratio', () => {
    const side = fc.integer({ min: 64, max: 6000 });
    const target = fc.constantFrom(64, 320, 512, 768, 2048);
    const wild = fc.integer({ min: -9000, max: 9000 });
    fc.assert(
      fc.property(side, side, target, target, fc.array(fc.tuple(wild, wild, fc.boolean(), fc.boolean()), { maxLength: 6 }), (w, h, tw, th, deeds) => {
        const [picture, to] = [{ width: w, height: h }, { width: tw, height: th }];
        let box = largestBox(picture, to);
        for (const [x, y, right, bottom] of deeds) {
          box = right && bottom ? growBox(box, x, picture, to) : dragCorner(moveBox(box, { x, y }, picture), { right, bottom }, { x: y, y: x }, picture, to);
          for (const value of Object.values(box)) expect(Number.isInteger(value)).toBe(true);
          expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width <= w && box.y + box.height <= h).toBe(true);
          // a pixel of the shorter side is what rounding may cost
          expect(Math.abs(box.height * tw - box.width * th)).toBeLessThanOrEqual(Math.max(tw, th) * 1.01);
        }
      }),
    );
  });
});
