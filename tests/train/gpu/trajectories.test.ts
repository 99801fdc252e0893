/**
 * Whole runs of twenty steps against PyTorch's, each setting of the arithmetic by itself: losses, gradient norms and
 * vector norms of every step, the vectors at the end. Limits are those of `npm run verify`: of its losses for losses and
 * norms, of its first gradient for the gradients' norms, of its final vectors for the vectors.
 */
import { create, globals } from 'webgpu';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDevice, type Device } from '../../../src/engine/device';
import type { Storage } from '../../../src/engine/storage';
import { distance, limitOf } from '../../verify/compare';
import { diskSource } from '../../verify/disk-files';
import { Golden } from '../../verify/golden';
import { STEPS, TRAJECTORIES } from '../trajectories/cases';
import { GOLDEN } from '../trajectories/made';
import { runCase } from '../trajectories/run';

Object.assign(globalThis, globals);
const gpu = create([]); // kept: Dawn frees devices with it
let device: Device;
let golden: Golden;

beforeAll(async () => {
  device = await openDevice({ gpu, storage: process.env.STORAGE as Storage });
  golden = await Golden.read(diskSource(GOLDEN));
});
afterAll(() => device?.destroy());

/** Relative; of vectors against the way they went. */
function error(ours: ArrayLike<number>, name: string, from?: Float32Array): number {
  const theirs = golden.floats(name);
  return distance(Float32Array.from(ours), theirs) / distance(theirs, from ?? new Float32Array(theirs.length));
}

const isFull = (process.env.STORAGE ?? 'f32') === 'f32';
const compared = Object.entries(TRAJECTORIES).filter(([, { exact }]) => isFull || !exact);

it.each(compared)('%s', async (name, one) => {
  const { run, last } = await runCase(device, one);
  expect(run.failure).toBeUndefined();
  const { log, vectors, ema, initial } = last;
  expect(log).toHaveLength(STEPS);
  const errors: [what: string, value: number, like: string][] = [
    ['losses', error(log.map(({ loss }) => loss), `${name}.losses`), 'ti.losses'],
    ['gradient', error(log.map(({ gradient }) => gradient!), `${name}.gradient`), 'ti.grad0'],
    ['norm', error(log.map(({ norm }) => norm!), `${name}.norm`), 'ti.losses'],
    ['vectors', error(vectors, `${name}.vectors`, initial), 'ti.final'],
    ...(ema ? [['average', error(ema, `${name}.average`, initial), 'ti.final'] as [string, number, string]] : []),
  ];
  for (const [what, value, like] of errors) expect([what, value <= limitOf(like, device.storage) || value]).toEqual([what, true]);
});
