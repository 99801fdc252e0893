/** Captions as tags and back, counts, filters, spelling. */
import { describe, expect, test } from 'vitest';
import { byFrequency, compareTags, countTags } from '../../../src/images/tags/counts';
import { hasTags, hasText } from '../../../src/images/tags/filter';
import { escapeBrackets, unescapeBrackets, withSpaces, withUnderscores } from '../../../src/images/tags/spelling';
import { distinct, joinTags, parseTags } from '../../../src/images/tags/tags';

describe('a caption as tags', () => {
  test.each([
    ['red, blue hat ,  1girl', ['red', 'blue hat', '1girl']],
    ['', []],
    [' , ,, ', []],
    ['one', ['one']],
    ['a\nb, c\n', ['a\nb', 'c']],
    [String.raw`cat \(breed\), dog`, [String.raw`cat \(breed\)`, 'dog']],
    // escaped brackets are letters and hold nothing together
    [String.raw`a \(b, c\), d`, [String.raw`a \(b`, String.raw`c\)`, 'd']],
    [String.raw`:\(, happy, :\)`, [String.raw`:\(`, 'happy', String.raw`:\)`]],
    // emphasis holds its commas
    ['(red, blue:1.2), hat', ['(red, blue:1.2)', 'hat']],
    ['((a, b), c), d', ['((a, b), c)', 'd']],
    ['[a, (b, c)], d', ['[a, (b, c)]', 'd']],
    [String.raw`(a \(x, y\), z), d`, [String.raw`(a \(x, y\), z)`, 'd']],
    // brackets that do not match hold nothing
    ['(a, b', ['(a', 'b']],
    ['a), b', ['a)', 'b']],
    ['[a, b), c', ['[a', 'b)', 'c']],
    ['(a, [b, c), d', ['(a, [b, c)', 'd']],
    // a backslash at the end is one
    ['a, b\\', ['a', 'b\\']],
    ['红色, 蓝色 帽子', ['红色', '蓝色 帽子']],
  ])('%j', (caption, tags) => {
    expect(parseTags(caption)).toEqual(tags);
    expect(parseTags(joinTags(tags))).toEqual(tags);
  });

  test('a hundred thousand brackets take no time', () => {
    const begun = performance.now();
    expect(parseTags('(,'.repeat(100_000))).toHaveLength(100_000);
    expect(parseTags(`${'('.repeat(100_000)},${')'.repeat(100_000)}`)).toHaveLength(1);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  test('each once, where it stood first', () => expect(distinct(['b', 'a', 'b', 'A'])).toEqual(['b', 'a', 'A']));
});

describe('counts', () => {
  const counts = countTags([['a', 'b', 'a'], ['b'], [], ['c10', 'c2']]);

  test('are of pictures, not of places', () => expect(Object.fromEntries(counts)).toEqual({ a: 1, b: 2, c10: 1, c2: 1 }));
  test('the most frequent first, then by letters', () => expect(byFrequency(counts).map(({ tag }) => tag)).toEqual(['b', 'a', 'c10', 'c2']));
  test('names are in one order in every language', () => expect(['ö', 'z', 'o', 'a10', 'a9'].sort(compareTags)).toEqual(['a9', 'a10', 'o', 'ö', 'z']));
});

describe('filters', () => {
  const tags = ['red', 'hat'];
  const none = { all: [], any: [], none: [] };

  test.each([
    [none, true],
    [{ ...none, all: ['red', 'hat'] }, true],
    [{ ...none, all: ['red', 'cat'] }, false],
    [{ ...none, any: ['cat', 'hat'] }, true],
    [{ ...none, any: ['cat', 'dog'] }, false],
    [{ ...none, none: ['cat'] }, true],
    [{ all: ['red'], any: ['hat'], none: ['hat'] }, false],
    [{ ...none, all: ['re'] }, false],
  ])('%j: %j', (filter, shown) => expect(hasTags(tags, filter)).toBe(shown));

  test('text in caption or name, upper and lower case alike', () => {
    expect(hasText(['A red Fox', '01.png'], ' fox ')).toBe(true);
    expect(hasText(['A red Fox', '01.PNG'], '01.p')).toBe(true);
    expect(hasText(['A red Fox', '01.png'], '.*')).toBe(false);
    expect(hasText(['', '01.png'], '')).toBe(true);
  });
});

describe('spelling', () => {
  test('underscores and spaces; faces stay', () => {
    expect(['blue_hat', '^_^', '_', 'a', '_a_'].map(withSpaces)).toEqual(['blue hat', '^_^', '_', 'a', 'a']);
    expect(withUnderscores(String.raw`cat \(a b\)`)).toBe(String.raw`cat_\(a_b\)`);
  });

  test('brackets: escaping twice is escaping once, and comes back', () => {
    const once = escapeBrackets('cat (breed), :)');
    expect(once).toBe(String.raw`cat \(breed\), :\)`);
    expect(escapeBrackets(once)).toBe(once);
    expect(unescapeBrackets(once)).toBe('cat (breed), :)');
  });

  test('a backslash that escapes nothing stays, an escaped one is one letter', () => {
    expect(escapeBrackets(String.raw`\o/ (\\)`)).toBe(String.raw`\o/ \(\\\)`);
    expect(unescapeBrackets(String.raw`\o/ \(\\\)`)).toBe(String.raw`\o/ (\)`);
  });
});
