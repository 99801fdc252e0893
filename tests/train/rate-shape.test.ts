import { describe, expect, it } from 'vitest';
import { rateFactor, type RateShape } from '../../src/train/rates/rate-shape';

const factors = (shape: RateShape, steps: number, at: number[]): number[] => at.map((done) => Number(rateFactor(shape, steps, done).toFixed(6)));

describe('the rate’s shape', () => {
  it('is none where none is asked for', () => {
    expect(factors({}, 10, [0, 5, 9])).toEqual([1, 1, 1]);
  });

  it('rises in equal parts to the whole', () => {
    expect(factors({ warmup: 4 }, 10, [0, 1, 2, 3, 4, 9])).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
  });

  it('rises over a share of the run', () => {
    expect(factors({ warmup: 0.2 }, 10, [0, 1, 2])).toEqual([0.5, 1, 1]);
    expect(factors({ warmup: 1 }, 10, [0])).toEqual([1]);
  });

  it('rises all the way where the warm-up is longer than the run', () => {
    expect(factors({ warmup: 40, rateShape: 'cosine' }, 10, [0, 9])).toEqual([0.1, 1]);
  });

  it('falls along half a cosine, from the end of the warm-up to nothing', () => {
    expect(factors({ rateShape: 'cosine' }, 4, [0, 1, 2, 3, 4])).toEqual([1, 0.853553, 0.5, 0.146447, 0]);
    expect(factors({ warmup: 2, rateShape: 'cosine' }, 6, [0, 1, 2, 4, 6])).toEqual([0.5, 1, 1, 0.5, 0]);
  });
});
