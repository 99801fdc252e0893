/** 20 bundled pictures resized as Pillow's Lanczos does it: the same bytes, so beyond any ratio of signal to noise. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bytesSource } from '../../src/formats/byte-source';
import { openPng } from '../../src/formats/png-chunks';
import { readPngPixels } from '../../src/formats/png-pixels';
import { resample } from '../../src/images/resample';
import made from './fixtures/psnr.json';

test('20 pictures', () => expect(made.length).toBe(20));

test.each(made)('$picture to $size', async ({ picture, size: [toWidth, toHeight], sha256 }) => {
  const file = readFileSync(new URL(`../../public/demo/${picture}`, import.meta.url));
  const { width, height, channels, data } = await readPngPixels(await openPng(bytesSource(file)));
  expect(channels).toBe(3);
  const resized = resample(Uint8Array.from(data), width, height, toWidth, toHeight);
  expect(createHash('sha256').update(resized).digest('hex')).toBe(sha256);
});
