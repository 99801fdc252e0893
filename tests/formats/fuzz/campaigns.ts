/** @file Several campaigns that must find nothing, and must have looked everywhere. */
import { expect } from 'vitest';
import { type TargetName } from './campaign';
import { watch } from './watch';

const MUTANTS = 20_000;

/** `targets`: each with the number of outcomes it must have more of, so that every stage of its reader is reached. Returns the seconds all took. */
export async function findNothing(targets: readonly (readonly [TargetName, number])[]): Promise<number> {
  let seconds = 0;
  for (const [target, codes] of targets) {
    const report = await watch({ target, count: MUTANTS });
    expect(report.failure, target).toBeUndefined();
    expect(report.mutants, target).toBe(MUTANTS);
    // neither everything refused nor everything refused for one reason
    expect(report.outcomes.read, target).toBeGreaterThan(MUTANTS / 50);
    expect(Object.keys(report.outcomes).length, target).toBeGreaterThan(codes);
    seconds += report.seconds;
  }
  return seconds;
}
