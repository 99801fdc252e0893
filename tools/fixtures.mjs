// Makes the model folders that are too large to keep in git, with the PyTorch reference: seconds each.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const REFERENCE = 'tests/reference';
export const MADE = 'tests/fixtures-made';
const ARGUMENTS = { sd1mini: ['--half'], sd2mini: [] };

/** Changes when the reference does. */
function recipe(name) {
  const hash = createHash('sha256').update(JSON.stringify([name, ARGUMENTS[name]]));
  const sources = readdirSync(REFERENCE).filter((file) => file.endsWith('.py'));
  for (const file of sources.sort()) hash.update(readFileSync(join(REFERENCE, file)));
  return hash.digest('hex');
}

/** Writes tests/fixtures-made/NAME (diffusers layout and golden.safetensors) unless it is there and current. */
export function makeFixture(name, python) {
  const folder = join(MADE, name);
  const stamp = join(folder, 'recipe.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === recipe(name)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = spawnSync(python, [join(REFERENCE, 'golden.py'), folder, name, ...ARGUMENTS[name]], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`golden.py ${name} failed:\n${made.stderr}`);
  writeFileSync(stamp, recipe(name));
  return folder;
}
