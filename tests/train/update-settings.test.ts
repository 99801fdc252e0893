import { describe, expect, it } from 'vitest';
import { clipAt, ORIGINAL_SCALE } from '../../src/train/rates/clip';
import { meanTokenNorm } from '../../src/train/start/token-norm';
import { updateRules } from '../../src/train/step/update-settings';
import { readVerdict } from '../../src/train/step/verdict';

describe('clipping', () => {
  const limits = (clip: Parameters<typeof clipAt>[0], steps = 10, at = [0, 1, 4, 5, 9]) => at.map(clipAt(clip, steps));

  it('has one value, or the schedule’s in the rate’s syntax', () => {
    expect(limits({ mode: 'norm', value: 0.3 })).toEqual([0.3, 0.3, 0.3, 0.3, 0.3]);
    expect(limits({ mode: 'norm', value: 0.3, schedule: ' ' })).toEqual([0.3, 0.3, 0.3, 0.3, 0.3]);
    expect(limits({ mode: 'value', value: 0.3, schedule: '1:1, 0.5:0.5, 0.1' })).toEqual([1, 0.5, 0.5, 0.1, 0.1]);
  });

  it('goes on with the last value where the schedule ends before the run', () => {
    expect(limits({ mode: 'norm', value: 0.3, schedule: '1:2, 0.5:5' })).toEqual([1, 1, 0.5, 0.5, 0.5]);
  });

  it('of the original’s scaled gradients is as much tighter', () => {
    expect(clipAt({ mode: 'norm', value: 1, schedule: '2:5, 1', gradients: 'scaled' }, 10)(3)).toBe(2 / 65536);
    expect(ORIGINAL_SCALE).toBe(65536);
  });

  it.each([['0.1:3, x', 'x'], ['-1', '-1'], ['1:5, 0.5:2', '0.5:2'], ['1:0', '1:0'], [',', ',']])('refuses %j by name', (schedule, part) => {
    expect(() => clipAt({ mode: 'norm', value: 1, schedule }, 10)).toThrow(expect.objectContaining({ code: 'clip.schedule', values: { part } }));
    expect(() => clipAt({ mode: 'off', value: 1, schedule }, 10)).not.toThrow();
  });
});

describe('an update’s settings', () => {
  it('are torch’s for AdamW without decay, in f32', () => {
    const settings = updateRules({ clip: { mode: 'value', value: 0.25 }, steps: 10 })(0, 0.005);
    expect([...settings]).toEqual([...Float32Array.of(0.005, 0.9, 0.999, 1e-8, 0, 1, 0.25, 0, 0, 0, 0, 0)]);
  });

  it('draw norms by a share of the rate, at most the whole way', () => {
    const rules = updateRules({ clip: { mode: 'off', value: 1 }, steps: 10, normDecay: 100, ema: 0.99 }, 0.38);
    const parts = (rate: number): number[] => [...rules(0, rate).subarray(7, 10)];
    expect(parts(0.001)).toEqual([...Float32Array.of(0.1, 0.38, 0.99)]);
    expect(parts(0.5)[0]).toBe(1);
  });
});

describe('a verdict', () => {
  const verdict = (applied: number): Float32Array => Float32Array.of(applied, 1, 0, 0, 2, 0.75, 0, 0, 1, 3);

  it('tells the norms and what was skipped', () => {
    expect(readVerdict(verdict(1))).toEqual({ applied: true, skippedInRow: 2, norm: 2, gradient: 0.75 });
  });

  it('knows no gradient’s norm where that was not finite', () => {
    expect(readVerdict(verdict(0))).toEqual({ applied: false, skippedInRow: 2, norm: 2 });
  });
});

it('the mean norm of tokens leaves empty rows out, and goes over all blocks', async () => {
  const table = {
    width: 2,
    async *blocks() {
      yield { first: 0, values: Float32Array.of(3, 4, 0, 0) };
      yield { first: 2, values: Float32Array.of(0, 1) };
    },
  };
  expect(await meanTokenNorm(table)).toBe(3);
});
