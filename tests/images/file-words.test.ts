/** File names as captions, by A1111's rules: what Python's re.findall and join give. */
import { expect, test } from 'vitest';
import { fileWords } from '../../src/images/file-words';
import { pythonPattern } from '../../src/images/python-pattern';

const words = (name: string, pattern = '', join = ' ', caption = '') => fileWords({ pattern, join })({ name, caption });

// right-hand sides: join.join(re.compile(pattern).findall(re.sub(r'^[-\d]+\s*', '', stem))) of Python 3
test.each([
  ['00012-0-a red_fox (1).png', '', ' ', 'a red_fox (1)'],
  ['00012-0-a red_fox (1).png', '[a-z]+', ', ', 'a, red, fox'],
  ['0-Red fox.png', '(?i)[a-z]+', '+', 'Red+fox'],
  ['狐狸_红色-照片.jpg', '\\w+', ' ', '狐狸_红色 照片'],
  ['狐狸 红色.jpg', '\\b\\w', '', '狐红'],
  ['a-b_c.png', '[^\\-\\_]+', '', 'abc'],
  ['fox@red.png', '(\\w+)@', '|', 'fox'],
  ['fox.png', '(?P<first>.)ox', '', 'f'],
  ['fox.png', '\\d+', ' ', ''],
  ['x[1].png', '[[1]', '', '[1'],
  ['123.png', '', ' ', ''],
])('%s with %s', (name, pattern, join, text) => expect(words(name, pattern, join)).toBe(text));

test('a caption goes first, and without rules is all', () => {
  expect(words('fox.png', '[a-z]+', ' ', 'my caption')).toBe('my caption');
  expect(fileWords(undefined)({ name: 'fox.png', caption: '' })).toBe('');
});

test.each(['(', '[a', '*a', '(?<n>a)(?<n>b)', '(a)(b)'])('%s is refused', (pattern) => {
  expect(() => fileWords({ pattern, join: '' })).toThrow(expect.objectContaining({ code: 'settings.word-pattern', values: { text: pattern } }));
});

test('patterns of Python keep their meaning', () => {
  expect('a.b'.match(pythonPattern('\\.'))).toEqual(['.']);
  expect('Ä1'.match(pythonPattern('\\A\\w\\d\\Z'))).toEqual(['Ä1']);
});
