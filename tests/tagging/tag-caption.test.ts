/** Scores to captions as A1111's deepbooru.py has it, lists of tags, and greedy decoding. */
import { describe, expect, test } from 'vitest';
import { greedy } from '../../src/tagging/greedy';
import { scoredTags } from '../../src/tagging/scores';
import { tagCaption, type ScoredTag } from '../../src/tagging/tag-caption';
import { parseSelectedTags, parseTagLines } from '../../src/tagging/tag-list';
import { DEEPDANBOORU_DEFAULTS, WD14_DEFAULTS, type TagOptions } from '../../src/tagging/tag-options';

const tag = (name: string, score: number, kind: ScoredTag['kind'] = 'general'): ScoredTag => ({ name, score, kind });
const seen = [tag('solo', 0.75), tag('blue_hair', 0.9), tag('rating:safe', 0.99, 'rating'), tag('cat_(breed)', 0.5), tag('^_^', 0.6), tag('hat', 0.49), tag('backslash\\', 0.8)];
const caption = (options: Partial<TagOptions> = {}, tags = seen): string => tagCaption(tags, { ...DEEPDANBOORU_DEFAULTS, ...options });

describe('a caption of scores', () => {
  test('by A1111’s defaults: half, by name, spaces, escaped, no rating', () => {
    expect(caption()).toBe('^_^, backslash\\\\, blue hair, cat \\(breed\\), solo');
  });

  test.each<[string, Partial<TagOptions>, string]>([
    ['the threshold itself counts', { threshold: 0.9 }, 'blue hair'],
    ['by score', { sortByName: false, threshold: 0.6 }, 'blue hair, backslash\\\\, solo, ^_^'],
    ['underscores', { spaces: false, threshold: 0.85 }, 'blue_hair'],
    ['brackets as they are', { escape: false, exclude: 'solo,^_^,backslash\\,blue hair' }, 'cat (breed)'],
    ['excluded with spaces or underscores', { exclude: ' blue hair , cat_(breed)', threshold: 0.7 }, 'backslash\\\\, solo'],
    ['ranks of three digits', { ranks: true, threshold: 0.75 }, '(backslash\\\\:0.800), (blue hair:0.900), (solo:0.750)'],
    ['none', { threshold: 1 }, ''],
  ])('%s', (_, options, text) => expect(caption(options)).toBe(text));

  test('characters have a threshold of their own', () => {
    const tags = [tag('hatsune_miku', 0.8, 'character'), tag('smile', 0.4), tag('saber', 0.9, 'character')];
    expect(tagCaption(tags, WD14_DEFAULTS)).toBe('saber, smile');
    expect(tagCaption(tags, { ...WD14_DEFAULTS, characterThreshold: 0.3 })).toBe('saber, hatsune miku, smile');
  });
});

describe('lists of tags', () => {
  test('selected_tags.csv, quotes and another order of columns included', () => {
    expect(parseSelectedTags('tag_id,name,category,count\r\n1,general,9,5\r\n2,1girl,0,4\n3,"a,b ""c""",0,4\n4,saber,4,3\n', 'x')).toEqual([
      { name: 'general', kind: 'rating' }, { name: '1girl', kind: 'general' }, { name: 'a,b "c"', kind: 'general' }, { name: 'saber', kind: 'character' },
    ]);
    expect(parseSelectedTags('\uFEFFname,category\nsolo,0', 'x')).toEqual([{ name: 'solo', kind: 'general' }]);
  });

  test('tags.txt', () => {
    expect(parseTagLines('1girl\nrating:safe\n\n', 'x')).toEqual([{ name: '1girl', kind: 'general' }, { name: 'rating:safe', kind: 'rating' }]);
  });

  test.each(['', 'a,b\n1,2', 'tag_id,name,category,count'])('no list: %j', (text) => {
    expect(() => parseSelectedTags(text, 'x.csv')).toThrow('tagger.tag-list');
  });

  test('an empty tags.txt', () => expect(() => parseTagLines(' \n', 't.txt')).toThrow('tagger.tag-list'));
});

describe('scores beside the list', () => {
  const tags = parseTagLines('a\nb\nc', 'x');

  test('those above the floor, in order', () => {
    expect(scoredTags(tags, Float32Array.of(0.5, 0.125, 1), 0.25)).toEqual([tag('a', 0.5), tag('c', 1)]);
  });

  test('another number of tags', () => expect(() => scoredTags(tags, Float32Array.of(0, 1), 0)).toThrow('tagger.tag-count {"tags":3,"scores":2}'));

  test.each([[NaN, 0, 0], [0, 7, 0], [-2, 0, 0]])('numbers that are no scores: %j', (...scores) => {
    expect(() => scoredTags(tags, Float32Array.from(scores), 0)).toThrow('tagger.scores');
  });
});

describe('greedy decoding', () => {
  /** Says the number after the last one, and would rather end (0). */
  const next = async (ids: readonly number[]): Promise<Float32Array> => Float32Array.from({ length: 10 }, (_, i) => (i === 0 ? 9 : Number(i === (ids.at(-1)! + 1) % 10)));

  test('ends where the model does, not before the least length', async () => {
    expect(await greedy(next, { prompt: [3, 4], end: 0, minLength: 0, maxLength: 8 })).toEqual([]);
    expect(await greedy(next, { prompt: [3, 4], end: 0, minLength: 5, maxLength: 8 })).toEqual([5, 6, 7]);
  });

  test('ends at the greatest length', async () => {
    expect(await greedy(next, { prompt: [3, 4], end: 0, minLength: 9, maxLength: 5 })).toEqual([5, 6, 7]);
    expect(await greedy(next, { prompt: [3, 4], end: 0, minLength: 9, maxLength: 2 })).toEqual([]);
  });
});
