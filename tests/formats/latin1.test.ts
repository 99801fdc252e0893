import { expect, it } from 'vitest';
import { bytesOfLatin1, textOfLatin1 } from '../../src/formats/latin1';

const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);

it('every byte is the character of its number, and the other way', () => {
  const text = textOfLatin1(all);
  expect(Array.from(text, (character) => character.charCodeAt(0))).toEqual([...all]);
  expect(bytesOfLatin1(text)).toEqual(all);
});

it('also without those that Windows-1252 has otherwise, and of none', () => {
  for (const some of [all.subarray(0, 0x80), all.subarray(0xa0), all.subarray(0x81, 0x82), new Uint8Array(0)]) {
    expect(bytesOfLatin1(textOfLatin1(some))).toEqual(some);
  }
});

it('over the length of a piece', () => {
  const long = Uint8Array.from({ length: 20_000 }, (_, i) => i % 256);
  expect(bytesOfLatin1(textOfLatin1(long))).toEqual(long);
});
