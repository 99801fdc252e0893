import { describe, expect, it } from 'vitest';
import { latentOf, packPosterior, posterior, unpackPosterior } from '../../src/train/samples/posterior';

const COUNT = 4096;
const mean = Float32Array.from({ length: COUNT }, (_, i) => Math.sin(i));
const made = posterior(mean, new Float32Array(COUNT).fill(Math.log(0.25)), 0.18215);

describe('posterior', () => {
  it('is scaled, with the deviation exp(logvar / 2), bounded as the original bounds it', () => {
    expect(made.mean[1]).toBeCloseTo(Math.sin(1) * 0.18215, 6);
    expect(made.deviation[0]).toBeCloseTo(0.5 * 0.18215, 6);
    const wild = posterior(mean, new Float32Array(COUNT).fill(99), 1);
    expect(wild.deviation[0]).toBeCloseTo(Math.exp(10), 0);
    expect(posterior(mean, new Float32Array(COUNT).fill(-99), 1).deviation[0]).toBeCloseTo(Math.exp(-15), 12);
  });

  it('comes back from the store as it was', () => expect(unpackPosterior(packPosterior(made))).toEqual(made));
});

describe('latentOf', () => {
  const draw = (sampling: 'once' | 'deterministic' | 'random', picture: number, index: number) => latentOf(made, sampling, 4, picture, index);

  it('is the mean, one sample for the whole run, or a new one each time', () => {
    expect(draw('deterministic', 0, 9)).toEqual(made.mean);
    expect(draw('once', 1, 9)).toEqual(draw('once', 1, 10));
    expect(draw('once', 1, 9)).not.toEqual(draw('once', 2, 9));
    expect(draw('random', 1, 9)).not.toEqual(draw('random', 1, 10));
    expect(draw('random', 1, 9)).toEqual(draw('random', 1, 9));
    expect(draw('once', 9, 0)).not.toEqual(draw('random', 9, 9));
  });

  it('has the posterior’s mean and deviation', () => {
    const moved = draw('once', 3, 0).map((value, i) => (value - made.mean[i]) / made.deviation[i]);
    const average = moved.reduce((a, b) => a + b) / COUNT;
    const spread = Math.sqrt(moved.reduce((sum, v) => sum + v * v, 0) / COUNT);
    expect(Math.abs(average)).toBeLessThan(0.05);
    expect(Math.abs(spread - 1)).toBeLessThan(0.05);
  });
});
