import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createTokenizer } from '../../src/text/tokenizer';
import { buildVocabulary, END, START, unpackMerges } from '../../src/text/vocabulary';
import { asset, tokenizer } from './clip';

interface Fixture {
  cases: [text: string, ids: number[]][];
}

const fixture: Fixture = JSON.parse(readFileSync(new URL('../fixtures/tokens.json', import.meta.url), 'utf8'));

describe('tokens', () => {
  it('are those of two other implementations on 624 captions in many scripts', () => {
    expect(fixture.cases.length).toBe(624);
    const wrong = fixture.cases.filter(([text, ids]) => tokenizer.encode(text).join() !== ids.join());
    expect(wrong).toEqual([]);
  });

  it('do not depend on where in a word a capital sigma stands', () => {
    expect(tokenizer.encode('ΟΔΟΣ')).toEqual(tokenizer.encode('οδοσ'));
    expect(tokenizer.encode('οδος')).not.toEqual(tokenizer.encode('οδοσ'));
  });

  it('take every Unicode space as a space and no other character', () => {
    expect(tokenizer.encode('a\u0085b\u3000c\u2028d')).toEqual(tokenizer.encode('a b c d'));
    expect(tokenizer.encode('a\ufeffb')).not.toEqual(tokenizer.encode('a b'));
  });

  it('put composed and decomposed accents together', () => {
    expect(tokenizer.encode('cafe\u0301')).toEqual(tokenizer.encode('caf\u00e9'));
  });
});

describe('the vocabulary', () => {
  const merges = gunzipSync(asset).toString('utf8');

  it('has 49,408 tokens with the known ids', () => {
    const { ids } = buildVocabulary(merges);
    const known = { '!': 0, '*</w>': 265, ',</w>': 267, 'in': 512, '<|startoftext|>': START, '<|endoftext|>': END };
    expect(Object.keys(ids).length).toBe(49408);
    expect(ids).toMatchObject(known);
  });

  it('takes 210 kB at most', () => {
    expect(asset.length).toBeLessThan(210_000);
  });

  it('unpacks whether or not a server has unpacked it already', async () => {
    expect(await unpackMerges(asset)).toBe(merges);
    expect(await unpackMerges(new TextEncoder().encode(merges))).toBe(merges);
  });

  it('refuses another table', () => {
    expect(() => createTokenizer('a b\nc d')).toThrow('text.vocabulary');
    expect(() => createTokenizer('<!doctype html>')).toThrow('text.vocabulary');
  });
});
