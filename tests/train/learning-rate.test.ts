import { describe, expect, it } from 'vitest';
import { lastStep, parseRates, rateAt } from '../../src/train/rates/learning-rate';

const pairs = (text: string, steps = 1000, done = 0) => parseRates(text, steps, done).map(({ rate, until }) => [rate, until]);

describe('parseRates', () => {
  it.each([
    ['0.005', [[0.005, 1000]]],
    ['0.05:10, 0.02:20, 0.005', [[0.05, 10], [0.02, 20], [0.005, 1000]]],
    ['5e-3:100, 1e-3:5000', [[0.005, 100], [0.001, 1000]]],
    ['0.005:-1, 1e-3:50', [[0.005, 1000]]],
    ['0.01:100:5', [[0.01, 1000]]],
    ['0.1:2000, 0.2:100', [[0.1, 1000]]],
    [' .5 : 3 ,, 1E-2 ,', [[0.5, 3], [0.01, 1000]]],
    ['0.05:0.25, 0.02:.5, 0.005', [[0.05, 250], [0.02, 500], [0.005, 1000]]],
    ['0.05:1.0', [[0.05, 1000]]],
    ['0.05:1, 0.01', [[0.05, 1], [0.01, 1000]]],
    ['0.05:0.0001, 0.01', [[0.05, 1], [0.01, 1000]]],
  ])('%s', (text, expected) => {
    expect(pairs(text)).toEqual(expected);
  });

  it('drops what a resumed run has behind it', () => {
    expect(pairs('0.005:100,0.001:200', 1000, 150)).toEqual([[0.001, 200]]);
    expect(pairs('0.005:100,0.001:200', 1000, 100)).toEqual([[0.001, 200]]);
  });

  it.each([
    ['', 'rate.empty', {}],
    [' , ', 'rate.empty', {}],
    ['0', 'rate.not-positive', { part: '0' }],
    ['0.01:5, -0.1', 'rate.not-positive', { part: '-0.1' }],
    ['1e-999', 'rate.not-positive', { part: '1e-999' }],
    ['1e999', 'rate.not-positive', { part: '1e999' }],
    ['abc', 'rate.number', { part: 'abc' }],
    ['0.1:10, NaN', 'rate.number', { part: 'NaN' }],
    ['0.005:10 0.001', 'rate.step', { part: '0.005:10 0.001' }],
    ['1,5e-3x', 'rate.number', { part: '5e-3x' }],
    [':100', 'rate.number', { part: ':100' }],
    ['0.005:-0.5', 'rate.step', { part: '0.005:-0.5' }],
    ['0.005:1.5', 'rate.step', { part: '0.005:1.5' }],
    ['0.005:0.0', 'rate.step', { part: '0.005:0.0' }],
    ['0.005:1e-1', 'rate.step', { part: '0.005:1e-1' }],
    ['0.005:-2', 'rate.step', { part: '0.005:-2' }],
    ['0.005:', 'rate.step', { part: '0.005:' }],
    ['0.1:20, 0.2:10', 'rate.order', { part: '0.2:10' }],
    ['0.005:0', 'rate.over', { done: 0 }],
  ])('refuses %j with %s', (text, code, values) => {
    expect(() => parseRates(text, 1000)).toThrow(expect.objectContaining({ code, values }));
  });

  it('refuses a schedule that ended before the steps done', () => {
    expect(() => parseRates('0.005:100,0.001:200', 1000, 500)).toThrow('rate.over {"done":500}');
  });
});

describe('rateAt', () => {
  it('changes at the steps named and ends with the run', () => {
    const stretches = parseRates('0.05:2, 0.01:4, 0.001', 6);
    expect([0, 1, 2, 3, 4, 5, 6].map((done) => rateAt(stretches, done)))
      .toEqual([0.05, 0.05, 0.01, 0.01, 0.001, 0.001, undefined]);
    expect(lastStep(stretches)).toBe(6);
  });

  it('ends early where the schedule does', () => {
    const stretches = parseRates('0.05:2, 0.01:4', 100);
    expect([lastStep(stretches), rateAt(stretches, 4)]).toEqual([4, undefined]);
  });
});
