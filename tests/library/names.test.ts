import { describe, expect, it } from 'vitest';
import { nameTroubles } from '../../src/library/names';
import { tokenizer } from '../text/clip';

const troubles = (name: string, ...others: string[]) =>
  nameTroubles(name, others, tokenizer).map((trouble) => [trouble.kind, 'other' in trouble ? trouble.other : '']);

describe('nameTroubles', () => {
  it('warns of a word that the model knows', () => {
    expect(troubles('cat')).toEqual([['known-word', '']]);
    expect(troubles('CAT')).toEqual([['known-word', '']]);
    expect(troubles('my-mug')).toEqual([]);
    expect(troubles('')).toEqual([]);
  });

  it('warns of a name within a name, by tokens and not by letters', () => {
    expect(troubles('blue my-mug', 'my-mug')).toEqual([['contains', 'my-mug']]);
    expect(troubles('my-mug', 'my-mug-500')).toEqual([['within', 'my-mug-500']]);
    expect(troubles('My-Mug', 'my-mug')).toEqual([['same', 'my-mug']]);
    expect(troubles('concatenated', 'cat').filter(([kind]) => kind !== 'known-word')).toEqual([]);
    expect(troubles('my-mug', 'your cup', '')).toEqual([]);
  });
});
