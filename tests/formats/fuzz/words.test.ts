/** 20,000 mutants of each kind of file that holds words: a typed Failure or a right value, within a second, in bounded memory. */
import { expect, it } from 'vitest';
import { type TargetName } from './campaign';
import { watch } from './watch';

const MUTANTS = 20_000;
/** seconds for all five */
const TIME = 60;

it('mutants of files of words are refused by name or read right', async () => {
  let seconds = 0;
  // how many codes each is refused with at least: every stage of its reader is reached
  for (const [target, codes] of [['wordTorch', 12], ['wordSafetensors', 6], ['wordJson', 3], ['wordPng', 6], ['wordPixels', 3]] as [TargetName, number][]) {
    const report = await watch({ target, count: MUTANTS });
    expect(report.failure, target).toBeUndefined();
    expect(report.mutants, target).toBe(MUTANTS);
    expect(report.outcomes.read, target).toBeGreaterThan(MUTANTS / 50);
    expect(Object.keys(report.outcomes).length, target).toBeGreaterThan(codes);
    seconds += report.seconds;
  }
  expect(seconds).toBeLessThan(TIME);
}, 2 * TIME * 1000);
