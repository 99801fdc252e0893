/** How many submits are in hand before the host waits, with a clock and a GPU of the test's own. */
import { expect, it } from 'vitest';
import { Ahead } from '../../src/engine/ahead';

const settled = () => new Promise((done) => setImmediate(done));

/** Submits of `each` milliseconds, one after the other, as many at once as `ahead` lets through; the most in hand at any time. */
async function inHand(ahead: Ahead, clock: { ms: number }, each: number, count: number): Promise<number> {
  const finish: (() => void)[] = [];
  let most = 0;
  for (let i = 0; i < count; i++) {
    let waits = true;
    void Promise.resolve(ahead.add(new Promise<void>((done) => finish.push(done)))).then(() => (waits = false));
    most = Math.max(most, finish.length);
    for (await settled(); waits; await settled()) {
      clock.ms += each;
      finish.shift()!();
    }
  }
  for (const done of finish) {
    clock.ms += each;
    done();
    await settled();
  }
  return most;
}

it.each([
  [100, 4],
  [10, 11],
  [0.1, 33],
])('is what the GPU does in a tenth of a second (%f ms each: %i)', async (each, expected) => {
  const clock = { ms: 0 };
  const ahead = new Ahead(() => clock.ms);
  await inHand(ahead, clock, each, 200);
  expect(await inHand(ahead, clock, each, 200)).toBeLessThanOrEqual(expected);
  expect(await inHand(ahead, clock, each, 200)).toBeGreaterThan(expected - 2);
});

it('begins with few, and comes back to few', async () => {
  const clock = { ms: 0 };
  const ahead = new Ahead(() => clock.ms);
  expect(await inHand(ahead, clock, 1, 5)).toBeLessThanOrEqual(5);
  await inHand(ahead, clock, 1, 200);
  await inHand(ahead, clock, 200, 60);
  expect(await inHand(ahead, clock, 200, 20)).toBe(4);
});

it('does not count time in which nothing was submitted', async () => {
  const clock = { ms: 0 };
  const ahead = new Ahead(() => clock.ms);
  await inHand(ahead, clock, 10, 200);
  clock.ms += 1e6;
  expect(await inHand(ahead, clock, 10, 200)).toBeGreaterThan(9);
});

it('says nothing of a device that is lost', async () => {
  const lost = Promise.reject(new Error('lost'));
  expect(new Ahead().add(lost)).toBeUndefined();
  await expect(lost).rejects.toThrow('lost');
});
