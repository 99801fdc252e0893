/** A1111's emphasis: the vectors of its own documentation and tests, and the corners. */
import { describe, expect, it } from 'vitest';
import { parseEmphasis } from '../../src/text/emphasis';

/** [text, weight] rounded to seven digits; a break is null */
const parse = (prompt: string) =>
  parseEmphasis(prompt).map((segment) => (segment.kind === 'break' ? null : [segment.text, Number(segment.weight.toFixed(7))]));

describe('parseEmphasis', () => {
  it.each([
    ['normal text', [['normal text', 1]]],
    ['(unnecessary)(parens)', [['unnecessaryparens', 1.1]]],
    ['a (b:1.2), [c], ((d))', [['a ', 1], ['b', 1.2], [', ', 1], ['c', 0.9090909], [', ', 1], ['d', 1.21]]],
    ['(a: 1.2 )', [['a', 1.2]]],
    ['(x', [['x', 1.1]]],
    ['[x', [['x', 0.9090909]]],
    ['()', [['', 1]]],
    ['', [['', 1]]],
    ['((a:2) b)', [['a', 2.2], [' b', 1.1]]],
    // 1 / 1.1 * 1.1 is 1 again, and equal neighbours are one
    ['(a [b]) c', [['a ', 1.1], ['b c', 1]]],
    ['(a:-0.5)', [['a', -0.5]]],
    ['(a:.5)', [['a', 0.5]]],
    // training knows no prompt editing and no extra networks: what is written is learned
    ['[a:b:0.5]', [['a:b:0.5', 0.9090909]]],
    ['<lora:x:1>', [['<lora:x:1>', 1]]],
  ])('%s', (prompt, expected) => expect(parse(prompt)).toEqual(expected));

  it.each([
    ['\\(literal\\)', '(literal)'],
    ['\\[literal\\]', '[literal]'],
    ['back\\\\slash', 'back\\slash'],
    ['end\\', 'end\\'],
    ['a:b', 'a:b'],
    ['no bracket: 1.2)', 'no bracket: 1.2)'],
    ['closed ) and ]', 'closed ) and ]'],
  ])('takes %s as plain text', (prompt, text) => expect(parse(prompt)).toEqual([[text, 1]]));

  it('does not take a weight that is no number', () => {
    expect(parse('(a:1.2.3)')).toEqual([['a:1.2.3)', 1.1]]);
  });

  it('parts at BREAK, whatever is around it, and not inside words', () => {
    expect(parse('a BREAK b')).toEqual([['a', 1], null, ['b', 1]]);
    expect(parse('(a BREAK b:1.5)')).toEqual([['a', 1.5], null, ['b', 1.5]]);
    expect(parse('BREAKFAST break')).toEqual([['BREAKFAST break', 1]]);
  });

  it('takes a hundred thousand brackets in no time', () => {
    const began = performance.now();
    parseEmphasis('('.repeat(100_000) + 'a');
    parseEmphasis('(a'.repeat(3_000) + ')'.repeat(3_000));
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
