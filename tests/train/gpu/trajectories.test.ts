/**
 * Whole runs of twenty steps against PyTorch's, each setting of the arithmetic by itself: losses, gradient norms and
 * vector norms of every step, the vectors at the end. Limits are those of `npm run verify`: of its losses for losses and
 * norms, of its first gradient for the gradients' norms, of its final vectors for the vectors.
 */
import { create, globals } from 'webgpu';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDevice, type Device } from '../../../src/engine/device';
import type { Storage } from '../../../src/engine/storage';
import type { Tokenizer } from '../../../src/text/tokenizer';
import { Control } from '../../../src/train/control';
import { packPosterior } from '../../../src/train/posterior';
import type { Run, RunState } from '../../../src/train/records';
import { train } from '../../../src/train/train';
import { distance, limitOf } from '../../verify/compare';
import { diskSource } from '../../verify/disk-files';
import { Golden } from '../../verify/golden';
import { STEPS, TRAJECTORIES, type TrajectoryCase } from '../trajectories/cases';
import { GOLDEN, modelFor, openTokenizer, pictures, settingsFor } from '../trajectories/made';

Object.assign(globalThis, globals);
const gpu = create([]); // kept: Dawn frees devices with it
let device: Device;
let golden: Golden;
let tokenizer: Tokenizer;

beforeAll(async () => {
  device = await openDevice({ gpu, storage: process.env.STORAGE as Storage });
  golden = await Golden.read(diskSource(GOLDEN));
  tokenizer = await openTokenizer();
});
afterAll(() => device?.destroy());

async function lastState(one: TrajectoryCase): Promise<RunState> {
  const model = await modelFor(one);
  const settings = settingsFor(one, model);
  const { width, height } = settings as { width: number; height: number };
  const run: Run = { id: 'r', modelId: 'm', datasetId: 'd', settings, status: 'running', created: 0, updated: 0, made: { version: '', kernels: '' } };
  const given = pictures();
  let last: RunState | undefined;
  await train({
    run, device, model, tokenizer, control: new Control(),
    pictures: given.map(({ caption, weights }, i) => ({
      id: String(i), caption, word: 0, size: { width, height },
      image: () => Promise.reject(new Error('the latents are known')),
      mask: async () => weights,
    })),
    cache: { load: async (id) => packPosterior({ mean: given[Number(id)].latent, deviation: given[Number(id)].latent }), save: async () => {} },
    library: async () => undefined,
    persistence: { save: async (_, state) => void (last = structuredClone(state)) },
    listen: () => {},
  });
  expect(run.failure).toBeUndefined();
  return last!;
}

/** Relative; of vectors against the way they went. */
function error(ours: ArrayLike<number>, name: string, from?: Float32Array): number {
  const theirs = golden.floats(name);
  return distance(Float32Array.from(ours), theirs) / distance(theirs, from ?? new Float32Array(theirs.length));
}

const isFull = (process.env.STORAGE ?? 'f32') === 'f32';
const compared = Object.entries(TRAJECTORIES).filter(([, { exact }]) => isFull || !exact);

it.each(compared)('%s', async (name, one) => {
  const { log, vectors, ema, initial } = await lastState(one);
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
