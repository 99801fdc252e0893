/**
 * 20,000 mutants a parser: each gives a typed Failure or a correct value within a second, in bounded memory.
 * `npm run fuzz` does a million. That the campaign finds faults is shown by parsers that have one.
 */
import { describe, expect, it } from 'vitest';
import { hungriest } from './hungry';
import { watch } from './watch';

const MUTANTS = 20_000;
/** seconds for all three */
const TIME = 60;

describe('mutants', () => {
  it('of every parser are refused by name or read right', async () => {
    let seconds = 0;
    for (const [target, codes] of [['safetensors', 4], ['zip', 6], ['pickle', 10]] as const) {
      const report = await watch({ target, count: MUTANTS });
      expect(report.failure, target).toBeUndefined();
      expect(report.mutants, target).toBe(MUTANTS);
      // neither everything refused nor everything refused for one reason: the parsers' depths are reached
      expect(report.outcomes.read, target).toBeGreaterThan(MUTANTS / 50);
      expect(Object.keys(report.outcomes).length, target).toBeGreaterThan(codes);
      seconds += report.seconds;
    }
    expect(seconds).toBeLessThan(TIME);
  }, 2 * TIME * 1000);
});

describe('a planted fault is found:', () => {
  it.each([
    ['throwing', /TypeError/, 1000],
    ['wrong', /a wrong value/, 1000],
    ['slow', /took \d{4,} ms/, 1000],
    ['hanging', /does not come back/, 1000],
    ['waiting', /waited for that never comes|does not come back/, 1000],
    // memory has to be the first thing that they run out of
    ['hoarding', /took all memory/, 30_000],
    ['buffering', /took all memory/, 30_000],
  ] as const)('%s', async (target, message, limit) => {
    const { failure } = await watch({ target, count: MUTANTS, limit });
    expect(failure?.message).toMatch(message);
    // what is reported is a mutant with the fault
    expect(Buffer.from(failure!.mutant, 'base64').includes('!')).toBe(true);
  });
});

const HUNGRY = hungriest('within').length;

it('the hungriest pickles that are read stay within 160 MB of heap', async () => {
  const { failure, outcomes } = await watch({ target: 'hungry', count: HUNGRY, megabytes: 160, limit: 2000 });
  expect(failure).toBeUndefined();
  expect(outcomes).toEqual({ read: HUNGRY });
}, 120_000);
