// The bundled model as a folder that Node reads: public/model with every .gz unpacked.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const SOURCE = resolve(import.meta.dirname, '../public/model');
const TARGET = resolve(import.meta.dirname, '../.cache/bundled');

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else yield path;
  }
}

function unpack(file) {
  const target = join(TARGET, relative(SOURCE, file).replace(/\.gz$/, ''));
  if (existsSync(target) && statSync(target).mtimeMs >= statSync(file).mtimeMs) return;
  mkdirSync(dirname(target), { recursive: true });
  const bytes = readFileSync(file);
  writeFileSync(target, file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

/** @returns {string} the folder that holds model_index.json */
export function bundledModelFolder() {
  for (const file of filesIn(SOURCE)) unpack(file);
  for (const file of filesIn(TARGET)) if (file.endsWith('model_index.json')) return dirname(file);
  rmSync(TARGET, { recursive: true, force: true });
  throw new Error('public/model holds no model_index.json');
}
