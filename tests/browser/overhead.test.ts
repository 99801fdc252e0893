/** What a run costs around its steps, in a real browser's store: logging, messages, saves. The steps themselves cost nothing here. */
import { expect, test } from 'vitest';
import { createRunStore } from '../../src/store/runs';
import type { Run, RunState } from '../../src/train/records';
import { FakeSession, makeRun, makeState, set } from '../train/fake-run';

/** Steps that end at once; states of eight vectors of SD 1.x. */
class InstantSession extends FakeSession {
  override step = async () => ({ losses: Float32Array.of(1), applied: true, skippedInRow: 0, norm: 1, gradient: 1, now: { prompt: 'a word', pictureId: '0' } });
  override vectors = async () => new Float32Array(8 * 768);
  override snapshot = async () => ({ vectors: new Float32Array(8 * 768), moment1: new Float32Array(8 * 768), moment2: new Float32Array(8 * 768), scalars: new Float32Array(8) });
}

const LOGGED = 100_000;
const runs = createRunStore<Run, RunState>();

/** Milliseconds a step, of `count` steps behind a log of 100,000. */
async function msPerStep(saveEvery: number, count: number): Promise<number> {
  const log = Array.from({ length: LOGGED }, (_, i) => ({ step: i + 1, loss: Math.sin(i), rate: 0.005, gradient: 1, norm: 1 }));
  const run = makeRun({ steps: LOGGED + count, saveEvery, evalItems: 0 });
  const state = { ...makeState(LOGGED), log, initial: new Float32Array(8 * 768) };
  await runs.save(run, state);
  const channel = new MessageChannel();
  channel.port2.start();
  const { loop } = set(run, new InstantSession(), state, { persistence: runs, heard: (message) => channel.port1.postMessage(message) });
  const begun = performance.now();
  await loop.go();
  const ms = (performance.now() - begun) / count;
  channel.port1.close();
  expect((await runs.load(run.id))!.state.log).toHaveLength(LOGGED + count);
  return ms;
}

test('a step costs less than 5 ms around it, also where every tenth is saved', async () => {
  const [seldom, often] = [await msPerStep(50, 2000), await msPerStep(10, 1000)];
  console.log(`ms a step around it: ${seldom.toFixed(3)} with saves every 50 steps, ${often.toFixed(3)} every 10`);
  expect(Math.max(seldom, often)).toBeLessThan(5);
});
