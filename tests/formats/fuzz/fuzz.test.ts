/** 20,000 mutants a parser: each gives a typed Failure or a correct value within a second, in bounded memory. `npm run fuzz` does a million. */
import { expect, it } from 'vitest';
import { findNothing } from './campaigns';

/** seconds for all three */
const TIME = 60;

it('mutants of every parser are refused by name or read right', async () => {
  expect(await findNothing([['safetensors', 4], ['zip', 6], ['pickle', 10]])).toBeLessThan(TIME);
}, 2 * TIME * 1000);
