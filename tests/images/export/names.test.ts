/** Names in an archive, and what A1111 makes of them. */
import { expect, test } from 'vitest';
import { captionFromName } from '../../../src/images/caption';
import { exportNames } from '../../../src/images/export/names';

const set = (...pictures: [name: string, caption: string][]) => pictures.map(([name, caption]) => ({ name, caption }));

test('beside text files: number, then the name', () => {
  expect(exportNames(set(['fox.png', 'a fox'], ['fox.png', ''], ['a:b?.webp', ''], ['00007-2-cat.png', ''], ['00007-2-cat.jpg', '']), 'text'))
    .toEqual(['00000-0-fox', '00001-0-fox', '00002-0-ab', '00007-2-cat', '00004-0-cat']);
});

test('caption as the name: A1111 reads it back', () => {
  const captions = ['a red fox', '1girl, solo', '-5 degrees', '红色的狐狸', 'x'.repeat(300)];
  const names = exportNames(set(...captions.map((caption, i): [string, string] => [`${i}.png`, caption])), 'name');
  expect(names[1]).toBe('00001-0- 1girl, solo');
  expect(names.map((name) => captionFromName(`${name}.png`))).toEqual(['a red fox', '1girl, solo', '-5 degrees', '红色的狐狸', 'x'.repeat(200)]);
});

test('what no file name may have is left out, and no name is too long for a disk', () => {
  const [name, long] = exportNames(set(['a.png', 'a <b>: "c" / d\n| e? . '], ['b.png', '狐'.repeat(200)]), 'name');
  expect(name).toBe('00000-0-a b c d e');
  expect(new TextEncoder().encode(`${long}.jpeg`).length).toBeLessThan(255);
});

test('names that differ in case alone are not the same file twice', () => {
  expect(exportNames(set(['00001-0-A.png', ''], ['00001-0-a.png', '']), 'text')).toEqual(['00001-0-A', '00001-0-1-a']);
});
