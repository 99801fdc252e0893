import { describe, expect, it } from 'vitest';
import { blend, chain } from '../../src/library/combine';

const part = (values: number[], width: number, weight = 1) =>
  ({ vectors: Float32Array.from(values), count: values.length / width, width, weight });

describe('blend', () => {
  it('is the mean, weighted', () => {
    expect(blend([part([1, 2, 3, 4], 2), part([3, 4, 5, 8], 2)])).toEqual({ vectors: Float32Array.of(2, 3, 4, 6), count: 2, width: 2 });
    expect([...blend([part([0, 8], 2, 3), part([8, 0], 2, 1)]).vectors]).toEqual([2, 6]);
    expect([...blend([part([1, 2], 2, 2), part([1, 1], 2, -1)]).vectors]).toEqual([1, 3]);
  });

  it('fills shorter words up with zeros, and of one word makes a copy', () => {
    expect([...blend([part([2, 2, 4, 4], 2), part([2, 2], 2)]).vectors]).toEqual([2, 2, 2, 2]);
    const one = part([5, 6], 2, 7);
    expect(blend([one]).vectors).toEqual(one.vectors);
    expect(blend([one]).vectors).not.toBe(one.vectors);
  });

  it('refuses words of different models, weights of nothing, and nothing', () => {
    expect(() => blend([part([1, 2], 2), part([1, 2, 3], 3)])).toThrow('library.widths {"a":2,"b":3}');
    expect(() => blend([part([1], 1, 1), part([1], 1, -1)])).toThrow('library.weights');
    expect(() => blend([part([1], 1, NaN)])).toThrow('library.weights');
    expect(() => blend([])).toThrow('library.none');
  });
});

describe('chain', () => {
  it('puts vectors one after the other, as many as a prompt has room for', () => {
    expect(chain([part([1, 2], 2), part([3, 4, 5, 6], 2)], 75)).toEqual({ vectors: Float32Array.of(1, 2, 3, 4, 5, 6), count: 3, width: 2 });
    expect(() => chain([part([1, 2, 3], 1)], 2)).toThrow('library.vectors {"count":3,"most":2}');
  });
});
