/** A run on fixtures/nano that is stopped and killed again and again, read back from the store each time: the same bytes as one in one go. */
import '../../store/fake-browser';
import { readFileSync } from 'node:fs';
import { create, globals } from 'webgpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDevice, type Device } from '../../../src/engine/device';
import type { Storage } from '../../../src/engine/storage';
import { openModel, type Model } from '../../../src/nets/model';
import { createRunStore } from '../../../src/store/runs';
import { loadTokenizer, type Tokenizer } from '../../../src/text/tokenizer';
import { Control } from '../../../src/train/loop/control';
import { changesOf } from '../../../src/train/loop/live';
import type { TrainMessage } from '../../../src/train/messages';
import type { Run, RunPersistence, RunState } from '../../../src/train/records';
import { pixelSize } from '../../../src/train/size';
import { train } from '../../../src/train/train';
import { diskFiles } from '../../verify/disk-files';
import { makeRun } from '../fake-run';

Object.assign(globalThis, globals);
const gpu = create([]); // kept: Dawn frees devices with it
let device: Device;
let model: Model;
let tokenizer: Tokenizer;
const runs = createRunStore<Run, RunState>();

beforeAll(async () => {
  device = await openDevice({ gpu, storage: process.env.STORAGE as Storage });
  model = await openModel(diskFiles('tests/fixtures/nano'));
  tokenizer = await loadTokenizer(new Uint8Array(readFileSync('public/clip/merges.txt.gz')));
});
afterAll(() => device?.destroy());

const STEPS = 60;
/** ms, beside other work */
const LONG = 400_000;
const PREVIEW = { ...makeRun().settings.preview, steps: 1 };

const nanoRun = (id: string, changes: Partial<Run['settings']> = {}): Run => ({
  ...makeRun({
    name: 'zorb', startText: 'a cat', vectors: 2, steps: STEPS, rate: '0.01:20, 0.005', batch: 1, templates: ['a [name]', '[name], [filewords]'], seed: 9,
    clip: { mode: 'norm', value: 1 }, saveEvery: 4, evalEvery: 5, ema: 0.9, best: 'keep', replay: [{ step: 31, rate: '0.02' }, { step: 44, saveEvery: 3 }],
    ...changes,
  }),
  id,
});

/** Latents are made once. */
const latents = new Map<string, Float32Array>();

const pictures = () => [0, 1, 2].map((i) => {
  const size = pixelSize(model, {});
  const image = async (): Promise<Float32Array> => Float32Array.from({ length: size.width * size.height * 3 }, (_, at) => Math.sin(at / 7 + i));
  return { id: String(i), caption: `wave ${i}`, word: 0, size, image };
});

interface Part {
  run: Run;
  state?: RunState;
  control?: Control;
  persistence?: RunPersistence;
  listen?: (message: TrainMessage) => void;
}

async function go({ run, state, control = new Control(), persistence = runs, listen = () => {} }: Part): Promise<RunState> {
  let last: TrainMessage | undefined;
  const cache = { load: async (id: string) => latents.get(id), save: async (id: string, _: unknown, packed: Float32Array) => void latents.set(id, packed) };
  const hear = (message: TrainMessage): void => {
    last = message;
    listen(message);
  };
  await train({ run, state, device, model, tokenizer, control, pictures: pictures(), cache, persistence, listen: hear, library: async () => undefined });
  expect(last).toMatchObject({ kind: 'done' });
  return (await runs.load(run.id))!.state;
}

/** Asks for a stop once the state has come so far. */
class StopAt extends Control {
  state: RunState | undefined;

  constructor(private readonly at: number) {
    super();
  }

  override get stopped(): boolean {
    return super.stopped || (this.state?.step ?? 0) >= this.at;
  }
}

/** Up to step `at`, then stopped by a person, or killed: nothing of what comes then reaches the store. */
async function part(id: string, at: number, killed: boolean): Promise<number> {
  const stored = await runs.load(id);
  const control = new StopAt(at);
  control.state = stored?.state;
  const save = async (run: Run, state: RunState): Promise<void> => {
    control.state ??= state;
    if (!(killed && state.step >= at)) await runs.save(run, state);
  };
  await go({ run: stored?.run ?? nanoRun(id), state: stored?.state, control, persistence: { save } });
  return (await runs.load(id))!.state.step;
}

/** Everything that a run leaves but pictures, in a form that can be compared bit by bit. */
function bitsOf({ vectors, moment1, moment2, scalars, ema, initial, best, log, evals, step }: RunState) {
  const bits = (values: Float32Array): number[] => [...new Uint32Array(values.buffer, values.byteOffset, values.length)];
  const arrays = [vectors, moment1, moment2, scalars, ema!, initial, best?.vectors ?? new Float32Array()];
  return { step, arrays: arrays.map(bits), best: best && [best.step, best.loss], log, evals };
}

/** 47 different steps in order, from a seed (Park and Miller's generator). */
function randomSteps(count: number): number[] {
  let seed = 47;
  const steps = new Set<number>();
  while (steps.size < count) steps.add(1 + ((seed = (seed * 48271) % 2147483647) % (STEPS - 1)));
  return [...steps].sort((a, b) => a - b);
}

describe('a run', () => {
  it('stopped or killed at 47 random steps ends in the same bytes', async () => {
    const whole = await go({ run: nanoRun('whole') });
    expect(whole).toMatchObject({ step: STEPS, best: { step: expect.any(Number) } });
    expect(whole.log.map(({ rate }) => rate).filter((rate, i, all) => rate !== all[i - 1])).toEqual([0.01, 0.005, 0.02]);
    const reached: number[] = [];
    for (const [i, at] of randomSteps(47).entries()) reached.push(await part('parts', at, i % 2 === 1));
    expect(new Set(reached).size).toBeGreaterThan(20);
    const stored = (await runs.load('parts'))!;
    const end = await go({ run: stored.run, state: stored.state });
    expect(bitsOf(end)).toEqual(bitsOf(whole));
  }, LONG);

  it('changed under way is made again by one that replays its changes', async () => {
    const control = new Control();
    let asked = 0;
    const moments = new Set<string>();
    const listen = (message: TrainMessage): void => {
      if (message.kind === 'progress' && message.now) moments.add(`${message.now.pictureId} ${message.now.prompt}`);
      if (message.kind === 'saved' && message.step > 0 && asked++ < 2) control.askChange(asked === 1 ? { rate: '0.03' } : { rate: '0.001', previewEvery: 5 });
    };
    const run = nanoRun('changed', { steps: 16, replay: [], preview: PREVIEW });
    const changed = await go({ run, control, listen });
    const changes = changesOf((await runs.load('changed'))!.run);
    expect(changes).toHaveLength(2);
    expect([...moments].every((moment) => /^[012] (a zorb|zorb, wave [012])$/.test(moment))).toBe(true);
    expect(moments.size).toBeGreaterThan(1);
    const again = await go({ run: nanoRun('again', { steps: 16, replay: changes, preview: PREVIEW }) });
    expect(bitsOf(again)).toEqual(bitsOf(changed));
    expect(again.previews.map(({ step }) => step)).toEqual(changed.previews.map(({ step }) => step));
    const plain = await go({ run: nanoRun('plain', { steps: 16, replay: [] }) });
    expect(bitsOf(plain).arrays).not.toEqual(bitsOf(changed).arrays);
  });

  it('of 200 steps is the same with previews every 20 and without', async () => {
    const quiet: Partial<Run['settings']> = { steps: 200, replay: [], best: 'off', evalEvery: 0, saveEvery: 0 };
    const plain = await go({ run: nanoRun('none', quiet) });
    const busy = await go({ run: nanoRun('previews', { ...quiet, preview: { ...PREVIEW, every: 20, steps: 2, sampler: 'euler_a' } }) });
    expect(busy.previews).toHaveLength(10);
    expect(bitsOf(busy)).toEqual(bitsOf(plain));
  }, LONG);
});
