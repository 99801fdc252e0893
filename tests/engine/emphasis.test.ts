/** What A1111 promises of emphasis, of the oracle that the kernels are held against: weights of 1 change nothing, and means stay. */
import { expect, it } from 'vitest';
import { drawer } from './cases';
import { ORACLES } from './oracle/walk';

const draw = drawer(4);
const x = { shape: [2, 4, 6], data: Float64Array.from({ length: 48 }, () => 0.7 + draw()) };

const weighed = (weights: number[]): Float64Array => ORACLES.emphasis.forward([x, { shape: [8], data: Float64Array.from(weights) }], {})[0].data;
const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;

it('weights of 1 are the identity', () => {
  expect([...weighed(Array<number>(8).fill(1))]).toEqual([...x.data]);
});

it('each row keeps its mean, whatever the weights of the other', () => {
  const out = weighed([1, 1.5, 1, 0.3, 1, 1, 1, 1]);
  expect(mean(out.subarray(0, 24))).toBeCloseTo(mean(x.data.subarray(0, 24)), 12);
  expect([...out.subarray(24)]).toEqual([...x.data.subarray(24)]);
  expect(out[7] / out[1]).toBeCloseTo((1.5 * x.data[7]) / x.data[1], 12);
});
