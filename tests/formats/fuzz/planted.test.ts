/** The campaign of mutants finds faults: shown by parsers that have one. */
import { describe, expect, it } from 'vitest';
import { watch } from './watch';

const MUTANTS = 20_000;

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
