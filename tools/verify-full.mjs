// Rare: the full-size model, through the same reading of files as a person's checkpoint, against PyTorch.
// usage: npm run verify:full [-- arguments of verify, e.g. --storage f32 --adapter native]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fullSizeFile, fullSizeGolden } from './full-size.mjs';

const begun = performance.now();
const files = ['--model', fullSizeFile(), '--golden', fullSizeGolden()];
const given = process.argv.slice(2);
const storage = given.includes('--storage') ? [] : ['--storage', 'f16'];
const run = join(import.meta.dirname, 'run.mjs');
const { status } = spawnSync(process.execPath, [run, 'tests/verify/main.ts', ...files, ...storage, ...given], { stdio: 'inherit' });
console.log(`${((performance.now() - begun) / 60_000).toFixed(1)} minutes in all`);
process.exitCode = status ?? 1;
