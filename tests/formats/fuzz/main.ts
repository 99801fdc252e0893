/** @file npm run fuzz: a million mutants for each parser. `-- --count N --seed N --only NAME` (one of `parsers`) */
import { parseArgs } from 'node:util';
import type { TargetName } from './campaign';
import { watch, type Report } from './watch';

const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } } });
const count = Number(values.count ?? 1_000_000);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const parsers = ['safetensors', 'zip', 'pickle', 'wordTorch', 'wordSafetensors', 'wordJson', 'wordPng', 'wordPixels'];
const targets = parsers.filter((name) => !values.only || name === values.only) as TargetName[];

function show(name: string, { mutants, seconds, slowest, outcomes, failure }: Report): void {
  const rate = Math.round(mutants / seconds);
  console.log(`${name}: ${mutants.toLocaleString('en')} mutants in ${seconds.toFixed(0)} s, ${rate.toLocaleString('en')} a second, slowest ${slowest.toFixed(1)} ms`);
  for (const [outcome, times] of Object.entries(outcomes).sort(([, a], [, b]) => b - a)) console.log(`  ${String(times).padStart(9)}  ${outcome}`);
  if (failure) console.log(`FAILED: ${failure.message}\n${failure.mutant}`);
}

console.log(`seed ${seed}`);
for (const target of targets) {
  const report = await watch({ target, count, seed });
  show(target, report);
  if (report.failure) process.exitCode = 1;
}
