import { describe, expect, it } from 'vitest';
import { promptLayout, type LearnedWord } from '../../src/text/prompt';
import { END, START } from '../../src/text/tokenizer';
import { tokenizer } from './clip';

const SD1_PAD = END;
const SD2_PAD = 0;
const word = (name: string, vectors: number, first = 0): LearnedWord => ({ name, vectors, first });
const layAll = (text: string, words: LearnedWord[] = [], pad = SD1_PAD) => promptLayout(tokenizer, words, pad).rows(text);
const lay = (text: string, words: LearnedWord[], pad = SD1_PAD) => {
  const rows = layAll(text, words, pad);
  expect(rows).toHaveLength(1);
  return rows[0];
};
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
    expect([...sd1.weights]).toEqual(Array(77).fill(1));
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
  const texts = (text: string, ...words: LearnedWord[]) => layAll(text, words).map(({ ids }) => [...ids.slice(1, ids.indexOf(END))]);

  it('of 75 tokens is one row, the 76th begins another', () => {
    expect(texts(repeat('cat', 75))).toEqual([Array(75).fill(cat)]);
    expect(texts(`${repeat('cat', 75)} dog dog`)).toEqual([Array(75).fill(cat), [dog, dog]]);
    expect(layAll(repeat('cat', 76)).every(({ ids }) => ids[0] === START && ids[76] === END)).toBe(true);
  });

  it('goes on in a new row where a word does not fit whole', () => {
    const rows = layAll(`${repeat('cat', 73)} zorp dog`, [word('zorp', 3)]);
    expect(rows.map(({ slots }) => [...slots].filter((slot) => slot >= 0))).toEqual([[], [0, 1, 2]]);
    expect([...rows[1].ids.slice(0, 6)]).toEqual([START, 0, 0, 0, dog, END]);
    expect([...rows[0].ids.slice(73)]).toEqual([cat, END, END, END]);
    expect(layAll(`${repeat('cat', 72)} zorp`, [word('zorp', 3)])).toHaveLength(1);
  });

  it('is cut behind a comma near the end of the row', () => {
    const near = texts(`${repeat('cat', 60)}, ${repeat('dog', 20)}`);
    expect(near.map((row) => row.length)).toEqual([61, 20]);
    expect(near[1]).toEqual(Array(20).fill(dog));
    // 20 tokens from the comma on, itself counted, are moved; 21 are not
    expect(texts(`${repeat('cat', 55)}, ${repeat('dog', 20)}`).map((row) => row.length)).toEqual([56, 20]);
    expect(texts(`${repeat('cat', 54)}, ${repeat('dog', 21)}`).map((row) => row.length)).toEqual([75, 1]);
  });

  it('takes learned vectors along when it is cut behind a comma', () => {
    const rows = layAll(`${repeat('cat', 65)}, zorp ${repeat('dog', 12)}`, [word('zorp', 3, 4)]);
    expect([...rows[1].slots.slice(0, 5)]).toEqual([-1, 4, 5, 6, -1]);
    expect([...rows[0].slots].every((slot) => slot === -1)).toBe(true);
  });

  it('begins a row at BREAK, also an empty one', () => {
    expect(texts('a cat BREAK dog')).toEqual([[a, cat], [dog]]);
    expect(texts('cat BREAK BREAK dog')).toEqual([[cat], [], [dog]]);
    expect(texts('cat (BREAK:1.3) dog')).toEqual([[cat], [dog]]);
  });
});

describe('emphasis', () => {
  it('weighs tokens and learned vectors, not marks and padding', () => {
    const { weights } = lay('a (cat zorp:1.5) [dog]', [word('zorp', 2)]);
    const expected = [1, 1, 1.5, 1.5, 1.5, 1 / 1.1, 1, 1].map(Math.fround);
    expect([...weights.slice(0, 8)]).toEqual(expected);
    expect([...weights.slice(8)]).toEqual(Array(69).fill(1));
  });

  it('keeps a name apart that it splits', () => {
    expect(layAll('blue (moon)', [word('blue moon', 1)])[0].slots.every((slot) => slot === -1)).toBe(true);
  });
});
