import { expect, test } from 'vitest';
import { captionFromName, pairCaptions } from '../../src/images/caption';

test.each([
  ['0001-a red fox.png', 'a red fox'],
  ['00-12- teapot.JPG', 'teapot'],
  ['set/2024-05-01 cat.v2.webp', 'set/2024-05-01 cat.v2'],
  ['fluent-octopus.png', 'fluent-octopus'],
  ['-١٢ 猫.png', '猫'],
  ['.png', '.png'],
  ['..hidden', '..hidden'],
  ['no extension', 'no extension'],
  ['123.png', ''],
])('the caption of %s is “%s”', (name, caption) => {
  expect(captionFromName(name)).toBe(caption);
});

test('a picture finds the text beside it, not one of another folder', () => {
  const files = ['a/1.png', 'a/1.txt', 'b/1.png', 'a/2.jpg', 'b/2.TXT', 'b/2.png'];
  expect(pairCaptions(files, (file) => file)).toEqual([
    { picture: 'a/1.png', text: 'a/1.txt' },
    { picture: 'b/1.png', text: undefined },
    { picture: 'a/2.jpg', text: undefined },
    { picture: 'b/2.png', text: 'b/2.TXT' },
  ]);
});

test('kohya’s .caption files are captions too; .txt goes first', () => {
  expect(pairCaptions(['1.png', '1.caption', '2.png', '2.txt', '2.caption'], (file) => file)).toEqual([
    { picture: '1.png', text: '1.caption' }, { picture: '2.png', text: '2.txt' },
  ]);
});
