/** 20,000 mutants of each kind of file that holds words: a typed Failure or a right value, within a second, in bounded memory. */
import { expect, it } from 'vitest';
import { type TargetName } from './campaign';
import { watch } from './watch';

const MUTANTS = 20_000;
/** seconds of the processor for all five: other test files run beside this one */
const TIME = 60;

it('mutants of files of words are refused by name or read right', async () => {
  const before = process.cpuUsage();
  // how many codes each is refused with at least: every stage of its reader is reached
  for (const [target, codes] of [['wordTorch', 12], ['wordSafetensors', 6], ['wordJson', 3], ['wordPng', 6], ['wordPixels', 3]] as [TargetName, number][]) {
    const report = await watch({ target, count: MUTANTS });
    expect(report.failure, target).toBeUndefined();
    expect(report.mutants, target).toBe(MUTANTS);
    expect(report.outcomes.read, target).toBeGreaterThan(MUTANTS / 50);
    expect(Object.keys(report.outcomes).length, target).toBeGreaterThan(codes);
  }
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(TIME);
}, 10 * TIME * 1000);
