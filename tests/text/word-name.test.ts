import { describe, expect, it } from 'vitest';
import { MAX_NAME_LENGTH, parseWordName } from '../../src/text/word-name';

describe('parseWordName', () => {
  it.each(['zorp', 'my-cat_2.v1', '小狐狸', 'Ünïcode', 'кот', 'two words', '½'])('takes %s', (name) => {
    expect(parseWordName(name)).toBe(name);
  });

  it('strips the ends and composes accents', () => {
    expect(parseWordName('  cafe\u0301 ')).toBe('caf\u00e9');
  });

  it.each([['a/b', '/'], ['fox🦊', '🦊'], ['a:b', ':'], ['a\\b', '\\'], ['a\nb', '\n'], ['<x>', '<'], ['a,b', ','], ['a\u200bb', '\u200b']])(
    'names the character it refuses in %j',
    (name, character) => {
      expect(() => parseWordName(name)).toThrow(expect.objectContaining({ code: 'word.name-characters', values: { name, character } }));
    },
  );

  it.each(['', '   ', '\t'])('refuses nothing at all: %j', (name) => {
    expect(() => parseWordName(name)).toThrow('word.name-empty');
  });

  it('counts characters, not code units', () => {
    const longest = '𠮷'.repeat(MAX_NAME_LENGTH);
    expect(parseWordName(longest)).toBe(longest);
    expect(() => parseWordName(longest + 'x')).toThrow('word.name-long {"length":76,"most":75}');
  });
});
