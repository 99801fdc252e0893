// npm test: everything. `npm test -- STAGE...` runs only the stages named, with all they print.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildPage } from './build.mjs';
import { browserPath, installs, pythonWithTorch } from './environment.mjs';
import { makeFixture, singleFile, SINGLE_FILES } from './fixtures.mjs';
import { Jobs } from './jobs.mjs';
import { bundledModelFolder } from './model.mjs';
import { environmentFor } from './storages.mjs';

const STORAGES = ['f32', 'packed', 'f16'];
const node = process.execPath;
const bin = (path) => join('node_modules', path);
const vitest = (...args) => [bin('vitest/vitest.mjs'), 'run', ...args];

/** Environment of a storage type; found once. Undefined where it is not to be had, which is said. */
const environments = new Map();
async function gpuFor(storage, jobs) {
  if (!environments.has(storage)) environments.set(storage, await findGpu(storage, jobs));
  return environments.get(storage);
}

async function findGpu(storage, jobs) {
  const found = await jobs.step(`${storage}: adapter`, () => environmentFor(storage));
  if (found && !found.gpu) console.log(`  ${storage}: not run on ${found.name}`);
  if (found?.gpu) console.log(`         ${found.name}`);
  return found?.gpu;
}

/** A job of this Node on a storage type's adapter. */
const gpuJob = (gpu, name, args, env = {}) => ({
  name,
  command: gpu.command,
  args: [...gpu.args, ...args],
  env: { ...gpu.env, ...env },
});

let python;
async function findPython(jobs) {
  python ??= await jobs.step('PyTorch', () => {
    const found = pythonWithTorch();
    if (!found && installs) throw new Error('python3 cannot import torch');
    if (!found) console.log('  no Python with PyTorch: what needs it is not run');
    return found;
  });
  return python;
}

const check = (jobs) =>
  jobs.runPairs([
    { name: 'types: page', command: node, args: [bin('svelte-check/bin/svelte-check'), '--tsconfig', './tsconfig.app.json'] },
    { name: 'types: workers, tests', command: node, args: [bin('typescript/bin/tsc'), '-b', 'tsconfig.json'] },
    { name: 'lint', command: node, args: [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'] },
    {
      name: 'layers',
      command: node,
      args: [bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', 'src', 'workers'],
    },
  ]);

async function unit(jobs) {
  await makeFixtures(jobs);
  await checkTrajectories(jobs);
  await jobs.run({ name: 'unit tests', command: node, args: vitest('--project', 'node') });
}

async function kernels(jobs) {
  const gpus = new Map();
  for (const storage of STORAGES) gpus.set(storage, await gpuFor(storage, jobs));
  await jobs.runPairs(STORAGES.filter((storage) => gpus.get(storage)).flatMap((storage) => kernelJobs(storage, gpus.get(storage), gpus.get('f16'))).sort(longestFirst));
}

/**
 * Whole runs once, on the fastest adapter, the trajectories of every storage type too (six times as fast as SwiftShader, whose own
 * kernels are judged by themselves, and in whole steps by verify); Chromium repeats the resume on SwiftShader.
 */
function kernelJobs(storage, gpu, fast = gpu) {
  const run = (name, folder, on = gpu) => gpuJob(on, `${name} ${storage}`, vitest('--project', 'gpu', folder), { STORAGE: storage });
  return [
    run('kernels', 'tests/engine/gpu'),
    ...(storage === 'f16' ? [run('runs', 'tests/train/gpu')] : [run('trajectories', 'tests/train/gpu/trajectories', fast)]),
    ...(storage === 'packed' ? [] : [run('bands', 'tests/nets/gpu')]),
  ];
}

/** So that neither of two lanes is left with a long one. */
const longestFirst = (a, b) => b.name.startsWith('runs') - a.name.startsWith('runs');

/** The golden trajectories are kept in git, being small; here PyTorch makes them again. */
async function checkTrajectories(jobs) {
  const PYTHON = await findPython(jobs);
  const args = ['tools/run.mjs', 'tests/reference/trajectories.ts', '--adapter', 'native'];
  if (PYTHON) await jobs.run({ name: 'trajectories by PyTorch', command: node, args, env: { PYTHON } });
}

/** Folders of models with golden values. */
async function makeFixtures(jobs) {
  const folders = ['tests/fixtures/nano'];
  if (!(await findPython(jobs))) return folders;
  const made = await jobs.step('fixtures from PyTorch', () => ['sd1mini', 'sd2mini'].map((name) => makeFixture(name, python)));
  return [...folders, ...(made ?? [])];
}

/**
 * The models to check, with the storage types they are checked in, and `own`: those types in which it is checked on the
 * type's own adapter, the others on the fastest one (six times as fast as SwiftShader). sd2mini adds other paths of
 * the networks, not of the kernels: each of its forms in one type. Single files give the folder's tensors
 * (tests/checkpoints), so that one type will do here too.
 */
async function goldenModels(jobs) {
  const models = (await makeFixtures(jobs)).map(goldenModel);
  const bundled = await jobs.step('bundled model unpacked', bundledModelFolder);
  if (bundled) models.push({ name: 'bundled', model: bundled, golden: 'tests/fixtures/tiny/golden.safetensors', own: ['f32'] });
  return models.flatMap((one) => {
    if (one.name === 'sd1mini') return [{ ...one, own: [] }, ...SINGLE_FILES.map((file) => singleModel(one, file))];
    if (one.name === 'sd2mini') return [{ ...one, storages: ['f32'], own: [] }, singleModel(one, SINGLE_FILES[0])];
    return [one];
  });
}

const goldenModel = (folder) => ({ name: folder.split('/').at(-1), model: folder, golden: join(folder, 'golden.safetensors') });

const singleModel = ({ name, golden }, file) => ({
  name: name + file.slice('model'.length),
  model: singleFile(name, file),
  golden,
  storages: ['f16'],
});

async function verify(jobs) {
  const models = await goldenModels(jobs);
  const checks = [];
  for (const storage of STORAGES) {
    for (const { storages = STORAGES, own = STORAGES, ...one } of models) {
      if (!storages.includes(storage)) continue;
      const fast = own.includes(storage) ? undefined : await gpuFor('f16', jobs);
      const gpu = fast ?? (await gpuFor(storage, jobs));
      if (gpu) checks.push(verifyJob(storage, one, gpu));
    }
  }
  // what hardware runs; each tile by itself is in the kernels
  const tiled = await gpuFor('f16', jobs);
  if (tiled) checks.push(verifyJob('f16', models.find(({ name }) => name === 'nano'), tiled, 'tiled'));
  await jobs.runPairs(checks);
}

function verifyJob(storage, { name, model, golden }, gpu, kernels) {
  const args = ['tools/run.mjs', 'tests/verify/main.ts', '--adapter', 'native', '--model', model, '--golden', golden];
  const others = kernels ? ['--kernels', kernels] : [];
  return gpuJob(gpu, ['verify', name, storage, ...others.slice(1)].join(' '), [...args, '--storage', storage, ...others]);
}

async function browser(jobs) {
  const path = await jobs.step('Chromium', browserPath);
  if (path) await jobs.run({ name: 'browser tests', command: node, args: vitest('--project', 'browser'), env: { CHROME: path } });
}

/** They hold a time against a limit, or starve a tab: nothing may run beside them. */
const ALONE = ['captions', 'hidden-tab', 'library-speed', 'main-thread', 'run-page', 'runs'];
/** They go first, so that neither of two lanes is left with one. */
const LONG = ['resume', 'looks', 'run-states', 'trouble', 'library-run', 'settings', 'train'];
const byLength = (a, b) => rank(a) - rank(b);
const rank = (name) => (LONG.includes(name) ? LONG.indexOf(name) : LONG.length);

async function e2e(jobs) {
  const path = await jobs.step('Chromium', browserPath);
  const torch = await findPython(jobs);
  await jobs.step('build', buildPage);
  if (!path || !existsSync('dist/index.html')) return;
  const env = { CHROME: path, PYTHON: torch ?? '' };
  const names = readdirSync('tests/e2e').filter((file) => file.endsWith('.test.mjs')).map((file) => file.slice(0, -'.test.mjs'.length));
  const job = (name) => ({ name: `in Chromium: ${name}`, command: node, args: ['--test', '--test-reporter=spec', `tests/e2e/${name}.test.mjs`], env });
  const [alone, paired] = [true, false].map((is) => names.filter((name) => ALONE.includes(name) === is));
  await jobs.runPairs(paired.sort(byLength).map(job));
  for (const name of alone) await jobs.run(job(name));
}

const stages = { check, unit, kernels, verify, browser, e2e };

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in stages));
if (unknown.length) {
  console.error(`no stage ${unknown.join(', ')}; there are ${Object.keys(stages).join(', ')}`);
  process.exit(2);
}

const begun = performance.now();
const jobs = new Jobs(asked.length > 0);
for (const name of asked.length ? asked : Object.keys(stages)) {
  console.log(name);
  await stages[name](jobs);
}
console.log(`${((performance.now() - begun) / 60_000).toFixed(1)} minutes`);
console.log(`${jobs.passed} passed, ${jobs.failed} failed`);
process.exitCode = jobs.failed ? 1 : 0;
