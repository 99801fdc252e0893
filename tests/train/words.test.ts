/** Several words of a run: their places among the vectors, their prompts, what these ask of the programs. */
import { describe, expect, it, vi } from 'vitest';
import { previewTexts } from '../../src/train/prompts/preview-texts';
import { promptShapes, type KnownLines } from '../../src/train/prompts/prompt-shapes';
import { PromptBook, type Caption } from '../../src/train/prompts/prompts';
import type { RunSettings } from '../../src/train/settings';
import { checkNames, rowsOfWord, trainedWords, vectorCount, wordId } from '../../src/train/prompts/words';
import { tokenizer } from '../text/clip';
import { makeRun } from './fake-run';

const further = [{ name: 'zorp hat', startText: 'hat', vectors: 2, datasetId: 'h' }, { name: 'Mug', startText: '', vectors: 1, datasetId: 'm' }];
const settings = (changes: Partial<RunSettings> = {}): RunSettings => ({
  ...makeRun().settings, name: 'zorp', vectors: 3, further, templates: ['a [name], [filewords]'], ...changes,
});
const lookUp = async (ids: Int32Array) => new Float32Array(ids.length);
const bookOf = (from: RunSettings) => new PromptBook({ ...from, pad: 49407 }, tokenizer, lookUp);
/** Slots of a prompt's first row, without those that no vector goes to. */
const slots = (from: RunSettings, caption: Caption): number[] => [...bookOf(from).line(0, caption)[0].slots].filter((slot) => slot >= 0);

describe('words of a run', () => {
  it('lie one after the other', () => {
    expect(trainedWords(settings()).map(({ name, first, vectors }) => [name, first, vectors])).toEqual([['zorp', 0, 3], ['zorp hat', 3, 2], ['Mug', 5, 1]]);
    expect(vectorCount(settings())).toBe(6);
    const values = Float32Array.from({ length: 12 }, (_, i) => i);
    expect(trainedWords(settings()).map((word) => [...rowsOfWord(values, word, 6)])).toEqual([[0, 1, 2, 3, 4, 5], [6, 7, 8, 9], [10, 11]]);
  });

  it('keep their entries of the library', () => {
    expect([0, 1, 2].map((i) => wordId('run', i))).toEqual(['run', 'run-2', 'run-3']);
  });

  it('must differ for the tokenizer', () => {
    const check = (...names: string[]) => () => checkNames(names.map((name) => ({ name })), tokenizer);
    expect(check('zorp', 'zorp hat', 'mug')).not.toThrow();
    expect(check('zorp', 'mug', 'Zorp')).toThrow(expect.objectContaining({ code: 'word.twice', values: { name: 'Zorp', other: 'zorp' } }));
    expect(check('my-mug', 'my - mug')).toThrow('word.twice');
  });
});

describe('their prompts', () => {
  it('have the name of the picture’s word, the longest that fits', () => {
    expect(slots(settings(), { text: 'red', word: 0 })).toEqual([0, 1, 2]);
    expect(slots(settings(), { text: 'red', word: 1 })).toEqual([3, 4]);
    expect(slots(settings(), { text: 'a zorp beside a mug', word: 1 })).toEqual([3, 4, 0, 1, 2, 5]);
  });

  it('are the same whether the book keeps them or not', () => {
    const book = bookOf(settings());
    const texts = Array.from({ length: 1500 }, (_, i) => `number ${i}`);
    const first = texts.map((text) => book.line(0, { text, word: 1 }));
    for (const i of [0, 700, 1499]) expect(book.line(0, { text: texts[i], word: 1 })).toEqual(first[i]);
  });
});

describe('promptShapes', () => {
  const long = `big ${'quiet '.repeat(80)}`;
  const captions = [{ text: 'a', word: 0 }, { text: long, word: 1 }, { text: '(b:1.2)', word: 2 }];

  it('covers every word with its captions, and previews in turn', () => {
    expect(promptShapes(settings(), captions, bookOf(settings()))).toEqual({ training: [1, 2], texts: [1, 2], reach: { rows: 1, from: 2 }, emphasis: true, preview: { texts: [1], pairs: [1], emphasis: false } });
    const wide = settings({ further: [{ ...further[0], vectors: 75 }], preview: { ...settings().preview, prompt: 'a [name]', negative: '(dull:1.1)' } });
    expect(promptShapes(wide, captions.slice(0, 1), bookOf(wide)).preview).toEqual({ texts: [1, 2], pairs: [1, 2], emphasis: true });
  });

  it('covers the preview prompts that the run is known to change to', () => {
    const replay = [{ step: 3, previewPrompt: `([name]:1.2) ${long}` }, { step: 5, rate: '0.1' }, { step: 7, previewPrompt: '' }];
    const plain = promptShapes(settings({ templates: ['a [name]'] }), captions, bookOf(settings()));
    const known = promptShapes(settings({ templates: ['a [name]'], replay }), captions, bookOf(settings()));
    expect(known).toEqual({ ...plain, preview: { texts: [1, 2], pairs: [1, 2], emphasis: true } });
  });

  it('lays out no line twice that is known', () => {
    const known: KnownLines = new Map();
    const book = bookOf(settings());
    const laid = vi.spyOn(book, 'lineShape');
    const first = promptShapes(settings({ templates: ['a [name]', '[filewords]'] }), captions, book, undefined, known);
    expect(laid).toHaveBeenCalledTimes(6);
    const again = promptShapes(settings({ templates: ['a [name]', '[filewords]'], batch: 4 }), captions, book, undefined, known);
    expect(laid).toHaveBeenCalledTimes(6);
    expect({ ...again, texts: [] }).toEqual({ ...first, texts: [] });
    promptShapes(settings({ templates: ['a [name]', '[filewords] new'] }), captions, book, undefined, known);
    expect(laid).toHaveBeenCalledTimes(9);
  });
});

describe('previewTexts', () => {
  const of = (prompt: string, negative: string, isNegative: boolean) => {
    const from = settings({ negative: isNegative });
    return previewTexts({ ...from, preview: { ...from.preview, prompt, negative } });
  };

  it('of a word: the prompt, or the first line without a caption', () => {
    expect(of('a house', 'dull', false)).toEqual({ prompt: 'a house', negative: 'dull' });
    expect(of('', 'dull', false).prompt).toBe('a [name],');
  });

  it('of a negative word: it goes where it says, or behind what is there', () => {
    expect(of('a house', 'dull, ', true)).toEqual({ prompt: 'a house', negative: 'dull, [name]' });
    expect(of('a house', 'dull [name], blurred', true).negative).toBe('dull [name], blurred');
    expect(of('', '', true)).toEqual({ prompt: '', negative: '[name]' });
  });
});
