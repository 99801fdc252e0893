/**
 * @file Teaches a model folder the held-out subjects and the held-out sets through our own engine, with the app's default
 * settings, and says how far the evaluation loss fell.
 *
 *     node tools/run.mjs tests/reference/bundled/learn.ts MODEL DATA OUT.json [--adapter lavapipe] [--steps 300]
 *         [--items 512] [--only octopus,fluentcolor]
 *
 * MODEL: a folder in the diffusers layout; DATA: what data.mjs wrote. OUT.json is written after every word; words that stand in
 * it already are not taught again. measure_learning.py then draws with them.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { create, globals } from 'webgpu';
import { openDevice } from '../../../src/engine/device';
import { openModel } from '../../../src/nets/model';
import { loadTokenizer } from '../../../src/text/tokenizer';
import { diskFiles } from '../../verify/disk-files';
import { teach, type Taught, type Teacher } from './teach';
import { openWorld, type WorldPicture } from './world';

Object.assign(globalThis, globals);
const gpu = create([]); // kept: Dawn frees devices with it

const { values, positionals } = parseArgs({
  options: { steps: { type: 'string', default: '300' }, items: { type: 'string', default: '512' }, only: { type: 'string' } },
  allowPositionals: true,
});
const [modelFolder, dataFolder, out] = positionals;
if (!out) throw new Error('usage: learn.ts MODEL DATA OUT.json [--steps 300] [--items 512] [--only NAMES]');

const world = openWorld(dataFolder);
const table: Record<string, Taught> = existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')) : {};

async function openTeacher(): Promise<Teacher> {
  const model = await openModel(diskFiles(modelFolder));
  const tokenizer = await loadTokenizer(new Uint8Array(readFileSync('public/clip/merges.txt.gz')));
  return { device: await openDevice({ gpu }), model, tokenizer };
}

/** What is to be taught: every held-out subject in three sets, then the held-out sets. */
function lessons(): [name: string, preset: 'object' | 'style', pictures: WorldPicture[]][] {
  const subjects = world.heldOut.map((name) => [name, 'object', world.pictures((e) => e.use === 'subject' && e.name === name)] as const);
  const styles = world.heldOutSets.map((name) => [name, 'style', world.pictures((e) => e.use === 'style' && e.set === name)] as const);
  const only = values.only?.split(',');
  return [...subjects, ...styles].filter(([name]) => !only || only.includes(name)).map(([name, preset, pictures]) => [name, preset, pictures]);
}

const teacher = await openTeacher();
for (const [name, preset, pictures] of lessons()) {
  if (table[name]) continue;
  const start = performance.now();
  table[name] = await teach(teacher, { preset, pictures, steps: values.steps, items: Number(values.items) });
  writeFileSync(out, JSON.stringify(table));
  const { before, fall, error } = table[name].loss;
  const percent = ((100 * fall) / before).toFixed(1);
  console.log(`${name}: ${percent} % less, ${(fall / error).toFixed(1)} standard errors, ${((performance.now() - start) / 1000).toFixed(0)} s`);
}
teacher.device.destroy();
