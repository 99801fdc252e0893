import { expect, test } from 'vitest';
import { hasLearned, pairedFall } from '../../tools/statistics.mjs';

const before = [0.2, 0.3, 0.4, 0.5];

test('mean, fall and standard error by hand', () => {
  const result = pairedFall(before, [0.18, 0.29, 0.38, 0.47]);
  expect(result.before).toBeCloseTo(0.35, 12);
  expect(result.fall).toBeCloseTo(0.02, 12);
  // differences 0.02, 0.01, 0.02, 0.03: variance 2/3 e-4, over 4 items
  expect(result.error).toBeCloseTo(Math.sqrt(2e-4 / 3 / 4), 12);
});

test('learned needs one per cent and three standard errors', () => {
  const fallen = (amounts: number[]) => hasLearned(pairedFall(before, before.map((loss, i) => loss - amounts[i])));
  expect(fallen([0.004, 0.0041, 0.0042, 0.0043])).toBe(true);
  expect(fallen([0.003, 0.0031, 0.0032, 0.0033])).toBe(false);
  expect(fallen([0.03, -0.02, 0.03, -0.02])).toBe(false);
  expect(fallen([-0.01, -0.01, -0.01, -0.01])).toBe(false);
});

test('evaluations of different sets are refused', () => {
  expect(() => pairedFall([1, 2], [1, 2, 3])).toThrow('different');
});
