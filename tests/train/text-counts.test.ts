/** Numbers of different prompts that batches have: no more programs than come up, none that is missing. */
import { describe, expect, it } from 'vitest';
import { TEMPLATES } from '../../src/text/templates';
import { textCounts as countsOf } from '../../src/train/prompts/text-counts';
import type { Caption } from '../../src/train/prompts/prompts';

const pictures = (count: number, word = 0): Caption[] => Array.from({ length: count }, (_, i) => ({ text: `thing ${i}`, word }));

const textCounts = (drawn: Parameters<typeof countsOf>[0], captions: Caption[], changing: boolean, groups = [[...captions.keys()]]) => countsOf(drawn, captions, groups, changing);

describe('numbers of texts', () => {
  it.each([
    ['one sample', 1, TEMPLATES.subject, 5, [1]],
    ['two of 27 lines, of which one batch in 27 has the same twice', 2, TEMPLATES.subject, 5, [1, 2]],
    ['eight of 27 lines', 8, TEMPLATES.subject, 20, [5, 6, 7, 8]],
    ['each picture’s own caption: no batch has one twice', 4, ['[name], [filewords]'], 20, [4]],
    ['fewer pictures than samples: every batch has all', 8, ['[name], [filewords]'], 4, [4]],
    ['pictures that fill no batch evenly: some come twice where rounds meet', 4, ['[name], [filewords]'], 6, [2, 3, 4]],
  ])('%s', (_, batch, templates, count, expected) => {
    expect(textCounts({ batch, templates }, pictures(count), false)).toEqual(expected);
  });

  it('tell words and captions apart', () => {
    const two = [...pictures(1, 0), ...pictures(1, 1)];
    expect(textCounts({ batch: 2, templates: ['a [name]'] }, two, false)).toEqual([2]);
    const same = pictures(2).map(({ word }) => ({ text: 'the same', word }));
    expect(textCounts({ batch: 2, templates: ['[name], [filewords]'] }, same, false)).toEqual([1]);
    // shuffled tags: not the same any more
    expect(textCounts({ batch: 2, templates: ['[name], [filewords]'] }, same, true)).toEqual([2]);
  });

  it('are of batches of one size', () => {
    const groups = [[0, 1], [2, 3], [4, 5], [6, 7]];
    expect(textCounts({ batch: 8, templates: ['[name], [filewords]'] }, pictures(8), false, groups)).toEqual([2, 8]);
  });

  it('take a line that stands there twice for one', () => {
    expect(textCounts({ batch: 4, templates: ['a [name]', 'a [name]'] }, pictures(3), false)).toEqual([1]);
  });
});
