/** 20,000 mutants a parser: each gives a typed Failure or a correct value within a second, in bounded memory. `npm run fuzz` does a million. */
import { expect, it } from 'vitest';
import { watch } from './watch';

const MUTANTS = 20_000;
/** seconds of the processor for all three: other test files run beside this one */
const TIME = 60;

it('mutants of every parser are refused by name or read right', async () => {
  const before = process.cpuUsage();
  for (const [target, codes] of [['safetensors', 4], ['zip', 6], ['pickle', 10]] as const) {
    const report = await watch({ target, count: MUTANTS });
    expect(report.failure, target).toBeUndefined();
    expect(report.mutants, target).toBe(MUTANTS);
    // neither everything refused nor everything refused for one reason: the parsers' depths are reached
    expect(report.outcomes.read, target).toBeGreaterThan(MUTANTS / 50);
    expect(Object.keys(report.outcomes).length, target).toBeGreaterThan(codes);
  }
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(TIME);
}, 10 * TIME * 1000);
