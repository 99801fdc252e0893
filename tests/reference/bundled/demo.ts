/**
 * @file Draws the pictures that public/demo/index.json lists and that are not there yet, under the names there
 * (FOLDER/SET-SUBJECT.png).
 *
 *     cd tests/reference/bundled && npm install && cd ../../.. && node tools/run.mjs tests/reference/bundled/demo.ts
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { writePng } from '../../../src/formats/png-write';
import { raster } from './raster.mjs';
import { SETS } from './subjects.mjs';

const OUT = 'public/demo';
const SIZE = 128;

const require = createRequire(import.meta.url);
const { sets } = JSON.parse(readFileSync(join(OUT, 'index.json'), 'utf8')) as { sets: { pictures: string[] }[] };

for (const path of sets.flatMap(({ pictures }) => pictures).filter((name) => !existsSync(join(OUT, name)))) {
  const [, set, subject] = /\/([a-z]+)-(.*)\.png$/.exec(path)!;
  const rgb = raster(require(`@iconify-json/${SETS[set as keyof typeof SETS]}/icons.json`), subject, SIZE)!;
  mkdirSync(join(OUT, dirname(path)), { recursive: true });
  writeFileSync(join(OUT, path), writePng(rgb, SIZE, SIZE));
}
