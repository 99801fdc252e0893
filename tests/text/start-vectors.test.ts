import { expect, it } from 'vitest';
import { stretchRows, wordsIn } from '../../src/text/start-vectors';

it.each([
  [2, 5, [0, 0, 0, 1, 1]],
  [3, 2, [0, 1]],
  [1, 4, [0, 0, 0, 0]],
  [3, 3, [0, 1, 2]],
  [0, 3, []],
])('%i tokens, %i vectors', (tokens, vectors, rows) => {
  expect(stretchRows(tokens, vectors)).toEqual(rows);
});

it('an average is of words between commas of any kind', () => {
  expect(wordsIn(' cat, small dog，狐狸、 ,')).toEqual(['cat', 'small dog', '狐狸']);
  expect(wordsIn(' , ')).toEqual([]);
});
