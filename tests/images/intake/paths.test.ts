/** Paths of folders and archives: what is beside what, what is hidden, and that no path leads out. */
import { expect, test } from 'vitest';
import { baseName, insidePath, isArchive, isHidden } from '../../../src/images/intake/paths';

test.each([
  ['a/b.png', 'a/b.png'], ['../../etc/b.png', 'etc/b.png'], ['/abs/b.png', 'abs/b.png'], ['a\\..\\..\\b.png', 'a/b.png'],
  ['./a//b.png', 'a/b.png'], ['..', ''],
])('%s lies at “%s”', (path, inside) => expect(insidePath(path)).toBe(inside));

test.each([
  ['__MACOSX/a/b.png', true], ['a/._b.png', true], ['.DS_Store', true], ['.git/a.png', true], ['a/Thumbs.db', true],
  ['a/desktop.ini', true], ['a/b.png', false], ['a.b/c.png', false], ['thumbs.db.png', false],
])('%s hidden: %s', (path, hidden) => expect(isHidden(path)).toBe(hidden));

test('names and archives', () => {
  expect(['a/b.png', 'b.png'].map(baseName)).toEqual(['b.png', 'b.png']);
  expect(['a.zip', 'A.ZIP', 'zip', 'a.zip.png'].map(isArchive)).toEqual([true, true, false, false]);
});
