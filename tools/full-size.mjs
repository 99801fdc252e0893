// Makes a checkpoint of Stable Diffusion 1.5's full size with random weights in .cache/full-size, and says where it is.
// usage: npm run full-size [-- [--ckpt] [--f32]]     2.1 GB (f32: 4.3 GB), half a minute; --ckpt needs as much memory
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pythonWithTorch } from './environment.mjs';

const FOLDER = resolve(import.meta.dirname, '../.cache/full-size');
const REFERENCE = resolve(import.meta.dirname, '../tests/reference');

/** Changes when the reference does. */
function recipe() {
  const hash = createHash('sha256');
  for (const file of readdirSync(REFERENCE).filter((name) => name.endsWith('.py')).sort()) hash.update(readFileSync(join(REFERENCE, file)));
  return hash.digest('hex');
}

/**
 * The path of `name`, made by full_size.py's `--option` unless it is there and current. A file half written is never taken.
 * @param {'safetensors' | 'ckpt' | 'golden'} option
 */
function make(name, option, f32) {
  const path = join(FOLDER, name);
  const stamp = `${path}.recipe`;
  if (existsSync(path) && existsSync(stamp) && readFileSync(stamp, 'utf8') === recipe()) return path;
  const python = pythonWithTorch();
  if (!python) throw new Error('This needs python3 with PyTorch.');
  mkdirSync(FOLDER, { recursive: true });
  rmSync(stamp, { force: true });
  const args = [join(REFERENCE, 'full_size.py'), 'sd15', `--${option}`, `${path}.making`, ...(f32 ? ['--f32'] : [])];
  const { status } = spawnSync(python, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`full_size.py failed for ${name}`);
  renameSync(`${path}.making`, path);
  writeFileSync(stamp, recipe());
  return path;
}

export const fullSizeFile = ({ ckpt = false, f32 = false } = {}) =>
  make(`sd15${f32 ? '-f32' : ''}.${ckpt ? 'ckpt' : 'safetensors'}`, ckpt ? 'ckpt' : 'safetensors', f32);

/** Loss and gradient of a step at 32 × 32 latents with the f16 file's weights. */
export const fullSizeGolden = () => make('sd15.golden.safetensors', 'golden', false);

if (resolve(process.argv[1] ?? '') === import.meta.filename) {
  const { values } = parseArgs({ options: { ckpt: { type: 'boolean' }, f32: { type: 'boolean' } } });
  console.log(fullSizeFile(values));
}
