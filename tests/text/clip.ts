/** The tokenizer over the asset that ships with the page. */
import { readFileSync } from 'node:fs';
import { loadTokenizer } from '../../src/text/tokenizer';

export const asset = new Uint8Array(readFileSync(new URL('../../public/clip/merges.txt.gz', import.meta.url)));
export const tokenizer = await loadTokenizer(asset);
