/** Seconds of work, told by the run's messages. */
import { expect, test } from 'vitest';
import type { TrainMessage } from '../../src/train/messages';
import { RunClock } from '../../workers/run-clock';

test('counts on from earlier sessions and leaves pauses out', () => {
  let now = 1000;
  const heard: string[] = [];
  const clock = new RunClock(60, () => now);
  const listen = clock.hearing(({ kind }) => void heard.push(kind));
  now += 5000;
  listen({ kind: 'paused', step: 3 });
  now += 100_000;
  expect(clock.seconds).toBe(65);
  // by hand, in the pause: it is work
  listen({ kind: 'phase', phase: 'previewing', done: 0, total: 1 });
  now += 2000;
  listen({ kind: 'saved', step: 3 } satisfies TrainMessage);
  now += 1000;
  expect(clock.seconds).toBe(68);
  expect(heard).toEqual(['paused', 'phase', 'saved']);
});
