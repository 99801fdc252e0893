/** Changes of many captions, plain and by regular expression. */
import { describe, expect, test } from 'vitest';
import { editCaptions, type CaptionEdit } from '../../../src/images/tags/edits';
import { compileFind, complaintCode, type Find } from '../../../src/images/tags/find';

const find = (text: string, more: Partial<Find> = {}): Find => ({ text, regular: false, ignoreCase: false, ...more });
const regular = (text: string, more: Partial<Find> = {}): Find => find(text, { regular: true, ...more });
const edited = (caption: string, edit: CaptionEdit): string => editCaptions([caption], edit)[0];
const replace = (what: Find, by: string, within: 'tags' | 'text' = 'tags'): CaptionEdit => ({ kind: 'replace', find: what, by, within });

describe('a change', () => {
  test.each<[string, CaptionEdit, string]>([
    ['a, b', { kind: 'add', tags: ['c', 'a', 'c'], at: 'end' }, 'a, b, c'],
    ['a, b', { kind: 'add', tags: ['c', 'd'], at: 'front' }, 'c, d, a, b'],
    ['', { kind: 'add', tags: ['c'], at: 'front' }, 'c'],
    ['a, b, a', { kind: 'remove', tags: ['a'] }, 'b'],
    ['ab, b', { kind: 'remove', tags: ['a'] }, 'ab, b'],
    ['red hat, hat, cat', { kind: 'remove-found', find: regular('hat$') }, 'cat'],
    ['Hat, hats', { kind: 'remove-found', find: find('hat', { ignoreCase: true }) }, 'hats'],
    ['b10, b9, a', { kind: 'sort-name' }, 'a, b9, b10'],
    ['x, c, b, y', { kind: 'sort-count', counts: new Map([['b', 9], ['c', 3]]) }, 'b, c, x, y'],
    ['a, b, a, b', { kind: 'dedupe' }, 'a, b'],
    ['blue_hat, ^_^', { kind: 'spaces' }, 'blue hat, ^_^'],
    ['blue hat', { kind: 'underscores' }, 'blue_hat'],
    ['cat (x)', { kind: 'escape' }, String.raw`cat \(x\)`],
    [String.raw`cat \(x\)`, { kind: 'unescape' }, 'cat (x)'],
  ])('%j by %j', (before, edit, after) => expect(edited(before, edit)).toBe(after));

  test('leaves captions that it does not concern byte for byte', () => {
    const odd = '  a ,b,,\n(c,  d) ';
    const edits: CaptionEdit[] = [
      { kind: 'add', tags: ['a'], at: 'front' }, { kind: 'remove', tags: ['z'] }, { kind: 'remove-found', find: regular('z') }, { kind: 'dedupe' },
      { kind: 'spaces' }, { kind: 'unescape' }, replace(find('z'), 'y'), replace(regular('z'), 'y', 'text'), { kind: 'sort-count', counts: new Map() },
    ];
    for (const edit of edits) expect(edited(odd, edit), edit.kind).toBe(odd);
  });
});

describe('replacing', () => {
  test.each<[string, CaptionEdit, string]>([
    ['hat, red hat', replace(find('hat'), 'cap'), 'cap, red hat'],
    ['hat, red hat', replace(find('hat'), 'cap', 'text'), 'cap, red cap'],
    ['hat, cap', replace(find('hat'), 'cap'), 'cap'],
    ['hat, x', replace(find('hat'), 'red cap, wool'), 'red cap, wool, x'],
    ['hat, x', replace(find('hat'), ''), 'x'],
    ['a.b, axb', replace(find('a.b'), 'c'), 'c, axb'],
    ['5$', replace(find('5$'), '$1 $& cash'), '$1 $& cash'],
    ['red hat, blue hat', replace(regular(String.raw`^(\w+) hat$`), 'hat in $1'), 'hat in red, hat in blue'],
    ['red hat', replace(regular(String.raw`(?<colour>\w+) (?<thing>\w+)`), '$<thing> $<colour>'), 'hat red'],
    ['red hat, cat', replace(regular(' hat'), ''), 'red, cat'],
    ['RED, red', replace(regular('^red$', { ignoreCase: true }), 'blue'), 'blue'],
    ['a, b, c', replace(regular(', b'), '', 'text'), 'a, c'],
    ['🦊🦊', replace(regular('^.'), 'x', 'text'), 'x🦊'],
    ['aa', replace(regular('x*'), '-', 'text'), '-a-a-'],
  ])('%j by %j', (before, edit, after) => expect(edited(before, edit)).toBe(after));
});

describe('a regular expression that cannot be read', () => {
  test.each([
    ['(a', 'caption.pattern-group'], ['a)', 'caption.pattern-group'], ['(?<a', 'caption.pattern-group'], [String.raw`\k<a>`, 'caption.pattern-group'],
    ['[a', 'caption.pattern-class'], ['[b-a]', 'caption.pattern-class'], ['a]', 'caption.pattern-class'], ['{', 'caption.pattern-class'],
    ['*', 'caption.pattern-repeat'], ['a{2,1}', 'caption.pattern-repeat'], ['a{1', 'caption.pattern-repeat'],
    [String.raw`\_`, 'caption.pattern-escape'], ['a\\', 'caption.pattern-escape'], [String.raw`\p{Nope}`, 'caption.pattern-escape'],
  ])('%s: %s', (text, code) => {
    expect(() => compileFind(regular(text))).toThrow(expect.objectContaining({ code, values: expect.objectContaining({ pattern: text }) }));
    expect(() => editCaptions([], replace(regular(text), ''))).toThrow();
  });

  test('plain text always can', () => {
    for (const text of ['(a', '[', '*', '\\', 'a{1', '/', '^$', '-']) expect(`x${text}x`.replace(compileFind(find(text)), '')).toBe('xx');
  });

  test.each([
    ['unterminated parenthetical', 'caption.pattern-group'], ['unmatched ) in regular expression', 'caption.pattern-group'],
    ['raw brace is not allowed in regular expression with unicode flag', 'caption.pattern-class'],
    ['Invalid regular expression: missing )', 'caption.pattern-group'], ['Invalid regular expression: missing terminating ] for character class', 'caption.pattern-class'],
    ['Invalid regular expression: invalid escaped character for Unicode pattern', 'caption.pattern-escape'],
    ['Invalid regular expression: /group[/u: something new', 'caption.pattern'],
  ])('in the words of other engines: %s', (message, code) => expect(complaintCode(message)).toBe(code));
});
