/** The texts behind token ids. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tokenTexts } from '../../src/text/vocabulary';
import { tokenizer } from './clip';

it('gives every token the text it stands for', async () => {
  const texts = await tokenTexts(new Uint8Array(readFileSync('public/clip/merges.txt.gz')));
  expect(texts).toHaveLength(49408);
  expect([texts[0], texts[265], texts[267], texts[49406]]).toEqual(['!', '*</w>', ',</w>', '<|startoftext|>']);
  for (const text of ['cat', 'octopus', 'café', '猫', 'naïve', 'привет']) {
    const joined = tokenizer.encode(text).map((id) => texts[id]).join('');
    // a character that is cut in two between tokens is no text by itself
    if (!joined.includes('\ufffd')) expect(joined).toBe(`${text}</w>`);
  }
  expect(texts[tokenizer.encode('é')[0]]).toBe('é</w>');
});
