/** 20,000 mutants of each kind of file that holds words: a typed Failure or a right value, within a second, in bounded memory. */
import { expect, it } from 'vitest';
import { findNothing } from './campaigns';

/** seconds of the processor for all five: other test files run beside this one */
const TIME = 60;

it('mutants of files of words are refused by name or read right', async () => {
  const before = process.cpuUsage();
  await findNothing([['wordTorch', 12], ['wordSafetensors', 6], ['wordJson', 3], ['wordPng', 6], ['wordPixels', 3]]);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(TIME);
}, 4 * TIME * 1000);
