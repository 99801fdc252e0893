// Makes the models that are too large to keep in git, with the PyTorch reference: seconds each.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const REFERENCE = 'tests/reference';
export const MADE = 'tests/fixtures-made';
const ARGUMENTS = { sd1mini: ['--half'], sd2mini: ['--half'] };
const SINGLE_FILE_ARGUMENTS = { sd1mini: [], sd2mini: ['--v2'] };

/** Changes when the reference does. */
function recipe(name) {
  const hash = createHash('sha256').update(JSON.stringify([name, ARGUMENTS[name], SINGLE_FILE_ARGUMENTS[name]]));
  const sources = readdirSync(REFERENCE).filter((file) => file.endsWith('.py'));
  for (const file of sources.sort()) hash.update(readFileSync(join(REFERENCE, file)));
  return hash.digest('hex');
}

/** One checkpoint in the forms that people have: beside the folder's networks, which nothing looks for there. */
export const SINGLE_FILES = ['model.safetensors', 'model.ckpt', 'model.legacy.ckpt'];
export const singleFile = (name, file) => join(MADE, name, 'single', file);

/** Writes tests/fixtures-made/NAME (diffusers layout, golden.safetensors, single/) unless it is there and current. */
export function makeFixture(name, python) {
  const folder = join(MADE, name);
  const stamp = join(folder, 'recipe.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === recipe(name)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'single'), { recursive: true });
  run(python, 'golden.py', [folder, name, ...ARGUMENTS[name]]);
  run(python, 'single_file.py', [folder, join(folder, 'single', 'model'), ...SINGLE_FILE_ARGUMENTS[name]]);
  writeFileSync(stamp, recipe(name));
  return folder;
}

function run(python, script, args) {
  const made = spawnSync(python, [join(REFERENCE, script), ...args], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`${script} ${args.join(' ')} failed:\n${made.stderr}`);
}
