// Makes the bundled model from a folder in the diffusers layout: weights as gzip, an index with sizes and SHA-256.
// usage: node tools/pack-model.mjs FOLDER OUT [NAME]      e.g. node tools/pack-model.mjs path/to/model public/model
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const PARTS = ['scheduler', 'text_encoder', 'unet', 'vae'];

const [folder, out, name = 'Small emoji world (64 px)'] = process.argv.slice(2);
if (!out) throw new Error('usage: node tools/pack-model.mjs FOLDER OUT [NAME]');
mkdirSync(out, { recursive: true });
const files = ['model_index.json', ...PARTS.flatMap(filesOf)].map(pack);
const id = `bundled-${sha256(files.map(({ path, sha256 }) => `${path} ${sha256}\n`).join('')).slice(0, 16)}`;
writeFileSync(join(out, 'index.json'), `${JSON.stringify({ id, name, files }, null, 2)}\n`);
console.log(id, files.reduce((sum, file) => sum + file.packedBytes, 0), 'bytes');

function filesOf(part) {
  const wanted = readdirSync(join(folder, part)).filter((file) => /\.(json|safetensors)$/.test(file));
  return wanted.sort().map((file) => `${part}/${file}`);
}

/** Flat names: static hosts and globs treat them alike. */
function pack(path) {
  const bytes = readFileSync(join(folder, path));
  const gzip = path.endsWith('.safetensors');
  const packed = gzip ? gzipSync(bytes, { level: 9 }) : bytes;
  const url = path.replaceAll('/', '.') + (gzip ? '.gz' : '');
  writeFileSync(join(out, url), packed);
  return { path, url, bytes: bytes.length, packedBytes: packed.length, gzip, sha256: sha256(bytes) };
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
