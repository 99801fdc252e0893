/** What a reader may take of memory, at most. */
import { expect, it } from 'vitest';
import { hungriest } from './hungry';
import { watch } from './watch';

const HUNGRY = hungriest('within').length;

it('the hungriest pickles that are read stay within 160 MB of heap', async () => {
  const { failure, outcomes } = await watch({ target: 'hungry', count: HUNGRY, megabytes: 160, limit: 2000 });
  expect(failure).toBeUndefined();
  expect(outcomes).toEqual({ read: HUNGRY });
}, 120_000);
