/** The loss picture's numbers. */
import { expect, test } from 'vitest';
import { smooth, thin } from '../../src/app/logic/smoothing';

test('smoothing starts at the first value, not at zero', () => {
  expect(smooth([4, 4, 4], 0.9)).toEqual([4, 4, 4].map((value) => expect.closeTo(value, 12)));
  // weights 0.5 and 1, over their sum 1.5
  expect(smooth([0, 3], 0.5)[1]).toBeCloseTo(2, 12);
  expect(smooth([1, 5, 2], 0)).toEqual([1, 5, 2]);
});

test('a value that is no number does not spoil the rest', () => {
  expect(smooth([1, NaN, 1], 0.5)).toEqual([1, 1, 1]);
});

test('thinning keeps the ends and stays near the limit', () => {
  expect(thin(5, 10)).toEqual([0, 1, 2, 3, 4]);
  expect(thin(0, 10)).toEqual([]);
  const kept = thin(10_001, 800);
  expect(kept[0]).toBe(0);
  expect(kept.at(-1)).toBe(10_000);
  expect(kept.length).toBeLessThanOrEqual(801);
});
