/** @file CLIP tokens by the app's own tokenizer, loaded through Vite as the app loads it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const { module } = await runnerImport(path('../../../src/text/tokenizer.ts'), { configFile: false, logLevel: 'warn' });
const tokenizer = await module.loadTokenizer(readFileSync(path('../../../public/clip/merges.txt.gz')));

/** Start mark, tokens, end mark; filling up to 77 with end marks is the reader's. */
export const tokensOf = (text) => [module.START, ...tokenizer.encode(text), module.END];
