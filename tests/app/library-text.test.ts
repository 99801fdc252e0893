/** What is said of words: names that turn the line, troubles of names, families, likeness. */
import { describe, expect, test } from 'vitest';
import './runes';
import { likeness } from '../../src/app/logic/library/likeness';
import { familyOfWord, modelsFor } from '../../src/app/logic/library/word-kind';
import { en } from '../../src/app/text/en';
import { isolated } from '../../src/app/text/isolate';
import { nameHints } from '../../src/app/text/name-hints';
import { madeHere, originText } from '../../src/app/text/word-facts';
import { Route, libraryAddress } from '../../src/app/state/route.svelte';
import type { ModelManifest } from '../../src/store/records';
import { word } from './fakes/library';
import { bundled } from './fakes/services';

test('a name that turns the direction is closed off; others are as they are', () => {
  expect(isolated('mug')).toBe('mug');
  expect(isolated('gpj.\u202eexe')).toBe('\u2068gpj.\u202eexe\u2069');
  expect(isolated('a\u2069\u202eb')).toBe('\u2068a\u202eb\u2069');
  expect(isolated('שלום')).toBe('\u2068שלום\u2069');
});

test('troubles of a name: the gravest first, two of a kind and how many more', () => {
  const hints = nameHints(en, [
    { kind: 'contains', other: 'a' }, { kind: 'contains', other: 'b' }, { kind: 'contains', other: 'c' }, { kind: 'known-word' },
  ], 'en');
  expect(hints).toHaveLength(3);
  expect(hints[0]).toMatch(/has this word already/);
  expect(hints[1]).toMatch(/“a”/);
  expect(hints[2]).toMatch(/“b”.*And 1 more/);
  expect(nameHints(en, [], 'en')).toEqual([]);
});

describe('families', () => {
  const sd1: ModelManifest = { ...bundled, bundled: false, id: 'sd1', kind: 'sd1' };
  const sd2: ModelManifest = { ...sd1, id: 'sd2', kind: 'sd2' };
  const folder: ModelManifest = { ...sd1, id: 'folder', kind: undefined };
  const ids = (width: number, more = {}) => modelsFor(word('w', { width, ...more }), [bundled, sd1, sd2, folder]).map(({ id }) => id);

  test('come from the sizes where the record has none', () => {
    expect(familyOfWord(word('w', { width: 768 }))).toBe('sd1');
    expect(familyOfWord(word('w', { width: 768, clipG: { count: 2, width: 1280 } }))).toBe('sdxl');
    expect(familyOfWord(word('w', { width: 768, family: 'unknown' }))).toBe('unknown');
  });

  test('say which models a word can be held against', () => {
    expect(ids(768)).toEqual(['sd1', 'folder']);
    expect(ids(1024)).toEqual(['sd2', 'folder']);
    expect(ids(96)).toEqual(['bundled', 'folder']);
    // its first text encoder is SD 1.x's
    expect(ids(768, { family: 'sdxl' })).toEqual(['sd1', 'folder']);
  });
});

test('the form a word came as, in words; an unknown one as it is', () => {
  expect(originText(en, word('w', { form: 'a1111', container: 'png-text' }))).toBe('A1111’s form in a card’s text');
  expect(originText(en, word('w', { form: 'new-form' }))).toBe('new-form in a file');
  expect(madeHere(en, word('w', { runId: 'r' }))).toMatch(/learned/);
  expect(madeHere(en, word('w', { form: 'kohya' }))).toBe('');
});

test('every form and container that reading tells has a text', async () => {
  const { readFileSync } = await import('node:fs');
  const source = readFileSync('src/formats/embeddings/embedding.ts', 'utf8');
  const kinds = (name: string) => [...source.match(new RegExp(`type ${name} = ([^;]+);`))![1].matchAll(/'([\w-]+)'/g)].map(([, kind]) => kind);
  expect(kinds('EmbeddingForm').filter((kind) => !(kind in en.wordsIn.forms))).toEqual([]);
  expect(kinds('EmbeddingContainer').filter((kind) => !(kind in en.wordsIn.containers))).toEqual([]);
  expect(kinds('EmbeddingForm').length).toBeGreaterThan(5);
});

test('the pair that is most alike, and the mean of all', () => {
  expect(likeness([[1]])).toBeUndefined();
  expect(likeness([[1, 0.2, 0.9], [0.2, 1, 0.1], [0.9, 0.1, 1]])).toEqual({ a: 0, b: 2, value: 0.9, mean: expect.closeTo(0.4) });
});

test('addresses of the library lead back to the same place', () => {
  const route = new Route();
  route.open(libraryAddress('compare', ['a/b', 'c%']));
  expect(route.screen).toBe('library');
  expect(route.library).toEqual({ view: 'compare', ids: ['a/b', 'c%'] });
  route.open('#/library/nothing');
  expect(route.library).toBeUndefined();
  route.open('#/library/word/%E0%A4%A');
  expect(route.library).toEqual({ view: 'word', ids: ['%E0%A4%A'] });
});
