// The bundled model as a folder that Node reads: what public/model/index.json lists, unpacked and checked.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const SOURCE = resolve(import.meta.dirname, '../public/model');
const CACHE = resolve(import.meta.dirname, '../.cache');

function unpack(folder, { path, url, bytes, gzip, sha256 }) {
  const target = join(folder, path);
  if (existsSync(target) && statSync(target).size === bytes) return;
  const packed = readFileSync(join(SOURCE, url));
  const data = gzip ? gunzipSync(packed) : packed;
  const found = createHash('sha256').update(data).digest('hex');
  if (found !== sha256) throw new Error(`${url} unpacks to ${found}, index.json says ${sha256}`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, data);
}

/** @returns {string} a folder in the diffusers layout, named after the model's id, which changes with its bytes */
export function bundledModelFolder() {
  const { id, files } = JSON.parse(readFileSync(join(SOURCE, 'index.json'), 'utf8'));
  const folder = join(CACHE, id);
  for (const file of files) unpack(folder, file);
  return folder;
}
