import { describe, expect, it } from 'vitest';
import { layoutPrompt, type LearnedWord } from '../../src/text/prompt';
import { END, START } from '../../src/text/tokenizer';
import { tokenizer } from './clip';

const SD1_PAD = END;
const SD2_PAD = 0;
const word = (name: string, vectors: number, first = 0): LearnedWord => ({ name, vectors, first });
const lay = (text: string, words: LearnedWord[], pad = SD1_PAD) => layoutPrompt(tokenizer, text, words, pad);
const [a, cat, dog] = ['a', 'cat', 'dog'].map((text) => tokenizer.encode(text)[0]);
/** slots up to the last one used */
const usedSlots = (text: string, ...words: LearnedWord[]) => {
  const slots = [...lay(text, words).slots];
  return slots.slice(0, slots.findLastIndex((slot) => slot >= 0) + 1);
};
const repeat = (text: string, times: number) => Array(times).fill(text).join(' ');

describe('a row', () => {
  it('is start, tokens, end and the padding of the model', () => {
    const sd1 = lay('a cat', []);
    const sd2 = lay('a cat', [], SD2_PAD);
    expect([...sd1.ids]).toEqual([START, a, cat, END, ...Array(73).fill(49407)]);
    expect([...sd2.ids]).toEqual([START, a, cat, END, ...Array(73).fill(0)]);
    expect([...sd1.slots]).toEqual(Array(77).fill(-1));
    expect(sd1.cut).toBe(0);
  });

  it('of an empty prompt is marks and padding', () => {
    expect([...lay('', [word('zorp', 2)]).ids.slice(0, 3)]).toEqual([START, END, END]);
  });
});

describe('learned words', () => {
  it('take the place of all tokens of their name', () => {
    const name = 'Zorpling-9';
    expect(tokenizer.encode(name).length).toBeGreaterThan(1);
    const { ids, slots } = lay(`a ${name} cat`, [word(name, 3, 5)]);
    expect([...slots.slice(0, 6)]).toEqual([-1, -1, 5, 6, 7, -1]);
    expect([...ids.slice(0, 7)]).toEqual([START, a, 0, 0, 0, cat, END]);
  });

  it('are found in any case, wherever and as often as they stand', () => {
    expect(usedSlots('ZORPLING a zorpling', word('Zorpling', 1, 2))).toEqual([-1, 2, -1, 2]);
  });

  it('stand side by side, the longest name first', () => {
    const words = [word('zorp', 1, 0), word('zorp-500', 2, 1), word('cat', 1, 3)];
    expect(usedSlots('zorp zorp-500 cat', ...words)).toEqual([-1, 0, 1, 2, 3]);
    expect(usedSlots('zorp zorp-500 cat', ...words.reverse())).toEqual([-1, 0, 1, 2, 3]);
  });

  it('are no part of other words', () => {
    expect(usedSlots('catalogue', word('cat', 1))).toEqual([]);
  });

  it('with half a name at the end of the prompt are not found', () => {
    expect(usedSlots('blue', word('blue moon', 1))).toEqual([]);
  });
});

describe('a long prompt', () => {
  it('of 75 tokens fits, the 76th is cut and counted', () => {
    const full = lay(repeat('cat', 75), []);
    const over = lay(`${repeat('cat', 75)} dog dog`, []);
    expect([full.cut, over.cut]).toEqual([0, 2]);
    expect(over.ids).toEqual(full.ids);
    expect([full.ids[75], full.ids[76]]).toEqual([cat, END]);
    expect(over.ids.includes(dog)).toBe(false);
  });

  it('ends before a word that does not fit whole, and keeps nothing behind it', () => {
    const { ids, slots, cut } = lay(`${repeat('cat', 73)} zorp dog`, [word('zorp', 3)]);
    expect(cut).toBe(4);
    expect([...slots].every((slot) => slot === -1)).toBe(true);
    expect([...ids.slice(73)]).toEqual([cat, END, END, END]);
  });

  it('takes a word that just fits', () => {
    const { ids, slots, cut } = lay(`${repeat('cat', 72)} zorp`, [word('zorp', 3)]);
    expect([cut, ids[76]]).toEqual([0, END]);
    expect([...slots.slice(72)]).toEqual([-1, 0, 1, 2, -1]);
  });
});
