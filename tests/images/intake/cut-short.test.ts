/** Files that end in the middle, cut at every byte. */
import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { isCutShort } from '../../../src/images/intake/cut-short';
import { mediaTypeOf } from '../../../src/images/intake/media-type';
import pictures from '../fixtures/whole.json';

const whole = Object.entries(pictures).map(([name, bytes]) => [name, new Uint8Array(Buffer.from(bytes, 'base64'))] as const);

test.each(whole)('%s is whole, and cut anywhere behind its first bytes it is not', (name, bytes) => {
  const type = `image/${name.replace(/-.*/, '')}`;
  expect([mediaTypeOf(bytes), isCutShort(bytes)]).toEqual([type, false]);
  const cuts = Array.from({ length: bytes.length - 16 }, (_, i) => bytes.subarray(0, 16 + i));
  const taken = cuts.filter((cut) => !isCutShort(cut));
  // of GIF decoders say so themselves
  expect(taken.length).toBe(/^gif/.test(name) ? cuts.length : 0);
});

test.each(whole)('%s with something behind it is whole', (_, bytes) => {
  expect(isCutShort(new Uint8Array([...bytes, ...bytes, 0]))).toBe(false);
});

test('what is no picture is for the decoder', () => {
  expect(isCutShort(new Uint8Array([1, 2, 3]))).toBe(false);
  expect(mediaTypeOf(new Uint8Array())).toBeUndefined();
});

test.each([
  ['heic', 'image/heic'], ['mif1heic', 'image/heic'], ['mif1', 'image/heic'], ['avif', 'image/avif'], ['mif1avif', 'image/avif'], ['isom', undefined],
])('ftyp with the brands %s is %s', (brands, type) => {
  const text = `ftyp${brands.slice(0, 4)}\0\0\0\0${brands.slice(4)}`;
  const box = new Uint8Array([0, 0, 0, text.length + 4, ...[...text].map((char) => char.charCodeAt(0)), ...new Uint8Array(40)]);
  expect(mediaTypeOf(box)).toBe(type);
});
