/** Caption files as editors write them. */
import { expect, test } from 'vitest';
import { decodeCaption } from '../../src/images/caption-text';

const utf16 = (text: string, big: boolean): number[] =>
  [...Array(text.length).keys()].flatMap((i) => [text.charCodeAt(i) & 255, text.charCodeAt(i) >> 8]).map((_, i, all) => (big ? all[i ^ 1] : all[i]));
const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];
const TEXT = 'a 红 fox, 茶壶';

test.each([
  ['UTF-8', utf8(TEXT)],
  ['UTF-8 with a mark', [0xef, 0xbb, 0xbf, ...utf8(TEXT)]],
  ['UTF-16, little end first', [0xff, 0xfe, ...utf16(TEXT, false)]],
  ['UTF-16, big end first', [0xfe, 0xff, ...utf16(TEXT, true)]],
  // the bytes that Python's 'a 红 fox, 茶壶'.encode('gb18030') gives
  ['GB18030', [0x61, 0x20, 0xba, 0xec, 0x20, 0x66, 0x6f, 0x78, 0x2c, 0x20, 0xb2, 0xe8, 0xba, 0xf8]],
])('%s', (_, bytes) => {
  expect(decodeCaption(Uint8Array.from(bytes))).toBe(TEXT);
});

test('UTF-16 without a mark is told by its zeros', () => {
  expect(decodeCaption(Uint8Array.from(utf16('a red fox', false)))).toBe('a red fox');
  expect(decodeCaption(Uint8Array.from(utf16('a red fox', true)))).toBe('a red fox');
});

test('an empty file is an empty caption', () => {
  expect(decodeCaption(new Uint8Array())).toBe('');
});
