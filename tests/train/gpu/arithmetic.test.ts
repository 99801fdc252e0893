/** Averages, norm decay, clipping schedules and masks in whole runs: resumed to the same bytes, shown as they are exported. */
import { create, globals } from 'webgpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDevice, type Device } from '../../../src/engine/device';
import type { Storage } from '../../../src/engine/storage';
import type { TrainMessage } from '../../../src/train/messages';
import type { RunState } from '../../../src/train/records';
import type { RunSettings } from '../../../src/train/settings';
import { runCase, type Ended } from '../trajectories/run';

Object.assign(globalThis, globals);
const gpu = create([]); // kept: Dawn frees devices with it
let device: Device;

beforeAll(async () => {
  device = await openDevice({ gpu, storage: process.env.STORAGE as Storage });
});
afterAll(() => device?.destroy());

const run = (settings: Partial<RunSettings>, state?: RunState): Promise<Ended> => runCase(device, { settings, reference: {} }, state);
const previewed = { every: 3, prompt: '', negative: '', sampler: 'ddim' as const, steps: 2, guidance: 3, seed: 1 };

const bits = (values: Float32Array | undefined): number[] => [...new Uint32Array(values!.slice().buffer)];
const stateBits = ({ vectors, moment1, moment2, scalars, ema }: RunState) => [vectors, moment1, moment2, scalars, ema].map(bits);
const pngs = (messages: readonly TrainMessage[]): Promise<string[]> =>
  Promise.all(messages.flatMap((message) => (message.kind === 'preview' ? [message.png.arrayBuffer().then((png) => Buffer.from(png).toString('base64'))] : [])));

describe('a run with all of it', () => {
  const settings = {
    steps: 6, saveEvery: 3, accumulate: 2, ema: 0.9, normDecay: 20, huber: 0.5, minSnr: 5, lossWeight: 'mask', warmup: 2, rateShape: 'cosine',
    clip: { mode: 'norm', value: 1, schedule: '0.05:4, 0.01', gradients: 'scaled' },
  } as const;

  it('resumes to the same bytes, the average among them', async () => {
    const whole = await run(settings);
    expect(whole.run.failure).toBeUndefined();
    const rest = await run(settings, structuredClone(whole.saved.get(3)!));
    expect(rest.last.step).toBe(6);
    expect(stateBits(rest.last)).toEqual(stateBits(whole.last));
    expect(rest.last.log).toEqual(whole.last.log);
    expect(bits(whole.last.ema)).not.toEqual(bits(whole.last.vectors));
  });
});

describe('an average', () => {
  it('is what is evaluated and shown, and leaves the training as it is', async () => {
    const common = { steps: 3, evalItems: 4, preview: previewed };
    const averaged = await run({ ...common, ema: 0.9 });
    const plain = await run(common);
    expect(bits(averaged.last.vectors)).toEqual(bits(plain.last.vectors));
    expect(averaged.last.evals.at(-1)).not.toEqual(plain.last.evals.at(-1));
    // a run that stands where the average is says the same of it
    const asVectors = { ...plain.saved.get(0)!, vectors: averaged.last.ema!, evals: [] };
    const there = await run({ ...common, steps: 1, rate: '1e-30', preview: { ...previewed, every: 1 } }, asVectors);
    expect(there.last.evals[0].items).toEqual(averaged.last.evals.at(-1)!.items);
    expect(await pngs(there.messages)).toEqual(await pngs(averaged.messages));
  });
});

describe('masks', () => {
  it('count in evaluations too, but only where they are asked for', async () => {
    const common = { steps: 1, evalItems: 3 };
    const [masked, plain] = [await run({ ...common, lossWeight: 'mask' }), await run(common)].map(({ last }) => last.evals[0].items);
    // the second picture's mask is the same everywhere, and weighs nothing
    expect(masked[1]).toBe(plain[1]);
    expect([masked[0] === plain[0], masked[2] === plain[2]]).toEqual([false, false]);
  });
});
