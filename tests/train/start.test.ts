/** What each kind of start makes of a small table: token n has the row [n, -n]. */
import { describe, expect, test } from 'vitest';
import { startVectors, type StartSource, type StartWish } from '../../src/train/start/start';

/** A token for each letter: a is 1. */
const tokenizer = { encode: (text: string) => [...text.replace(/\s/g, '')].map((letter) => letter.charCodeAt(0) - 96) };
const lookUp = async (ids: Int32Array) => Float32Array.from([...ids].flatMap((id) => [id, -id]));

const library: StartSource['library'] = async (id) => {
  if (id === 'two') return { name: 'two', width: 2, vectors: Float32Array.of(10, 11, 20, 21) };
  return id === 'wide' ? { name: 'wide', width: 3, vectors: new Float32Array(3) } : undefined;
};
const source: StartSource = { width: 2, tokenizer, lookUp, library };
const start = async (wish: Partial<StartWish>) => startVectors({ startText: '', vectors: 2, ...wish }, source);
const values = async (wish: Partial<StartWish>) => [...(await start(wish)).vectors];

describe('a text', () => {
  test('is stretched to the nearest earlier token', async () => {
    expect(await values({ startText: 'ab', vectors: 5 })).toEqual([1, -1, 1, -1, 1, -1, 2, -2, 2, -2]);
    expect((await start({ startText: 'ab' })).warning).toBeUndefined();
  });

  test('that is empty gives zeros, one too long its first tokens: both are said', async () => {
    expect(await start({})).toMatchObject({ vectors: new Float32Array(4), warning: { code: 'word.start-empty' } });
    const long = await start({ startText: 'abc' });
    expect([...long.vectors]).toEqual([1, -1, 2, -2]);
    expect(long.warning).toMatchObject({ code: 'word.start-long', values: { tokens: 3, vectors: 2 } });
  });
});

describe('a phrase', () => {
  test('gives one vector a token', async () => {
    expect(await values({ startKind: 'phrase', startText: 'c a', vectors: 2 })).toEqual([3, -3, 1, -1]);
  });

  test('of another length than the word is refused', async () => {
    await expect(start({ startKind: 'phrase', startText: 'abc' })).rejects.toMatchObject({ code: 'start.phrase', values: { tokens: 3, vectors: 2 } });
    await expect(start({ startKind: 'phrase', vectors: 0 })).rejects.toMatchObject({ code: 'start.phrase' });
  });
});

describe('an average', () => {
  test('is the mean of the words, each stretched by itself', async () => {
    expect(await values({ startKind: 'average', startText: 'a, c' })).toEqual([2, -2, 2, -2]);
    expect(await values({ startKind: 'average', startText: 'ab, e' })).toEqual([3, -3, 3.5, -3.5]);
  });

  test('of nothing is refused', async () => {
    await expect(start({ startKind: 'average', startText: ' , ' })).rejects.toMatchObject({ code: 'start.average' });
  });
});

describe('a word of the library', () => {
  test('gives its vectors, and their copies belong to the run', async () => {
    expect(await values({ startKind: 'embedding', startId: 'two' })).toEqual([10, 11, 20, 21]);
    expect(await values({ startKind: 'embedding', startId: 'two', vectors: 3 })).toEqual([10, 11, 10, 11, 20, 21]);
    expect(await values({ startKind: 'embedding', startId: 'two', vectors: 1 })).toEqual([10, 11]);
  });

  test('that is gone or of another width is refused', async () => {
    await expect(start({ startKind: 'embedding', startId: 'x' })).rejects.toMatchObject({ code: 'start.missing' });
    await expect(start({ startKind: 'embedding', startId: 'wide' })).rejects.toMatchObject({ code: 'start.width', values: { width: 3, need: 2 } });
  });
});
