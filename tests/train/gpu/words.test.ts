/** Several words, negative words and pictures at their own ratio on fixtures/nano: each held against runs without them. */
import { readFileSync } from 'node:fs';
import { create, globals } from 'webgpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDevice, type Device } from '../../../src/engine/device';
import type { Storage } from '../../../src/engine/storage';
import { openModel, type Model } from '../../../src/nets/model';
import { loadTokenizer, type Tokenizer } from '../../../src/text/tokenizer';
import { Control } from '../../../src/train/loop/control';
import type { TrainPicture } from '../../../src/train/samples/latents';
import { PictureOrder } from '../../../src/train/samples/picture-order';
import type { TrainMessage } from '../../../src/train/messages';
import type { Run, RunState } from '../../../src/train/records';
import type { RunSettings } from '../../../src/train/settings';
import { sizeStep, type PixelSize } from '../../../src/train/size';
import { train } from '../../../src/train/train';
import { diskFiles } from '../../verify/disk-files';
import { makeRun } from '../fake-run';

Object.assign(globalThis, globals);
const gpu = create([]); // kept: Dawn frees devices with it
let device: Device;
let model: Model;
let tokenizer: Tokenizer;
let side: number;

beforeAll(async () => {
  device = await openDevice({ gpu, storage: process.env.STORAGE as Storage });
  model = await openModel(diskFiles('tests/fixtures/nano'));
  tokenizer = await loadTokenizer(new Uint8Array(readFileSync('public/clip/merges.txt.gz')));
  side = 2 * sizeStep(model);
});
afterAll(() => device?.destroy());

const A = { name: 'zorb', startText: 'a cat', vectors: 2 };
const B = { name: 'zorb two', startText: 'dog', vectors: 1, datasetId: 'b' };
const BOTH = { ...A, further: [B] };
const PREVIEW = { ...makeRun().settings.preview, steps: 1, guidance: 3 };

const runOf = (changes: Partial<RunSettings>): Run => makeRun({
  ...A, steps: 1, rate: '0.01', batch: 1, templates: ['a [name]', 'a picture of [name], [filewords]'], seed: 9, width: side, height: side,
  clip: { mode: 'off', value: 1 }, evalItems: 0, preview: PREVIEW, ...changes,
});

const picture = (id: number, word = 0, size: PixelSize = { width: side, height: side }): TrainPicture => ({
  id: String(id), caption: `wave ${id}`, word, size,
  image: async () => Float32Array.from({ length: size.width * size.height * 3 }, (_, at) => Math.sin(at / 7 + id)),
});

async function go(changes: Partial<RunSettings>, pictures: TrainPicture[], state?: RunState, made?: Run['made']) {
  const saved = new Map<number, RunState>();
  const messages: TrainMessage[] = [];
  const run = { ...runOf(changes), ...(made && { made }) };
  await train({
    run, state, device, model, tokenizer, pictures, control: new Control(), library: async () => undefined,
    cache: { load: async () => undefined, save: async () => {} },
    persistence: { save: async (_, written) => void saved.set(written.step, structuredClone(written)) },
    listen: (message) => void messages.push(message),
  });
  expect(messages.at(-1)).toMatchObject({ kind: 'done' });
  return { run, saved, messages, state: saved.get(run.settings.steps)! };
}

const bits = (values: Float32Array): number[] => [...new Uint32Array(values.slice().buffer)];
const stateBits = ({ vectors, moment1, moment2, scalars }: RunState) => [vectors, moment1, moment2, scalars].map(bits);

/** Rows of [3, width]: those of the first word of that many vectors, and the rest. */
function split(values: Float32Array, first: number): [Float32Array, Float32Array] {
  const at = (values.length / 3) * first;
  return [values.slice(0, at), values.slice(at)];
}

function expectNear(actual: Float32Array, wanted: Float32Array): void {
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeGreaterThan(0);
  const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i])), 0);
  // f32 throughout, but for what the storage rounds: the same in both runs
  expect(worst / largest).toBeLessThan(1e-3);
}

describe('two words in one run', () => {
  const a = () => picture(0, 0);
  const b = () => picture(1, 1);

  it('leave each other alone where a batch shows one of them', async () => {
    const { saved } = await go({ ...BOTH, steps: 2, saveEvery: 1 }, [a(), b()]);
    const changed = [saved.get(0)!, saved.get(1)!].map(({ vectors }) => split(vectors, 2).map(bits));
    const same = [0, 1].map((word) => String(changed[0][word]) === String(changed[1][word]));
    expect(same.filter(Boolean)).toHaveLength(1);
    const after = split(saved.get(2)!.vectors, 2).map(bits);
    expect([0, 1].map((word) => String(after[word]) === String(changed[0][word]))).toEqual([false, false]);
  });

  it('get the gradients that each gets alone', async () => {
    // Alone a word is shown as the first sample; in which of the two runs it is that here too, the seed says.
    const first = new PictureOrder({ seed: 9, batch: 2, sizes: [[0, 1]] }).pictureAt(0);
    const forward = (await go({ ...BOTH, batch: 2 }, [a(), b()])).state;
    const backward = (await go({ ...B, further: [{ ...A, datasetId: 'a' }], batch: 2 }, [picture(1, 0), picture(0, 1)])).state;
    const ofA = [split(forward.moment1, 2)[0], split(backward.moment1, 1)[1]];
    const ofB = [split(forward.moment1, 2)[1], split(backward.moment1, 1)[0]];
    // a loss is the mean over the batch: half
    const half = ({ moment1 }: RunState): Float32Array => moment1.map((value) => value / 2);
    expectNear(ofA[first], half((await go({}, [a()])).state));
    expectNear(ofB[1 - first], half((await go(B, [picture(1)])).state));
  });

  it('are evaluated in turn, each on its own pictures', async () => {
    const both = await go({ ...BOTH, evalItems: 2 }, [a(), b()]);
    const aloneA = await go({ evalItems: 2 }, [a()]);
    const aloneB = await go({ ...B, evalItems: 2 }, [picture(1)]);
    const [first, second] = both.state.evals[0].items;
    expect(first).toBeCloseTo(aloneA.state.evals[0].items[0], 5);
    expect(second).toBeCloseTo(aloneB.state.evals[0].items[1], 5);
  });

  it('are previewed in turn, over a resume too; the longest name is the word', async () => {
    const preview = { ...PREVIEW, every: 1, prompt: '[name] on a hill' };
    const whole = await go({ ...BOTH, steps: 4, saveEvery: 1, preview }, [a(), b()]);
    const prompts = (messages: TrainMessage[]) => messages.flatMap((message) => (message.kind === 'preview' ? message.prompt : []));
    expect(prompts(whole.messages)).toEqual(['zorb on a hill', 'zorb two on a hill', 'zorb on a hill', 'zorb two on a hill']);
    const rest = await go({ ...BOTH, steps: 4, saveEvery: 1, preview }, [a(), b()], structuredClone(whole.saved.get(1)!), whole.run.made);
    expect(prompts(rest.messages)).toEqual(prompts(whole.messages).slice(1));
    expect(stateBits(rest.state)).toEqual(stateBits(whole.state));
  });
});

describe('a negative word', () => {
  it('is previewed in the negative prompt, beside what is there', async () => {
    const previewOf = async (changes: Partial<RunSettings>): Promise<[string, string]> => {
      const { messages } = await go({ ...changes, preview: { ...PREVIEW, every: 1, ...changes.preview } }, [picture(0)]);
      const { png, prompt } = messages.find((message) => message.kind === 'preview')!;
      return [Buffer.from(await png.arrayBuffer()).toString('base64'), prompt];
    };
    const preview = { ...PREVIEW, every: 1, prompt: 'a house', negative: 'dull' };
    const [picked, prompt] = await previewOf({ negative: true, preview });
    expect(prompt).toBe('a house');
    expect(picked).toBe((await previewOf({ preview: { ...preview, negative: 'dull, zorb' } }))[0]);
    expect(picked).not.toBe((await previewOf({ preview }))[0]);
  });
});

describe('pictures at their own ratio', () => {
  const wide = () => ({ width: 3 * sizeStep(model), height: sizeStep(model) });
  const mixed = () => [picture(0), picture(1, 0, wide()), picture(2), picture(3, 0, wide()), picture(4, 0, wide())];

  it('resume in the middle to the same bytes, and are all learned from', async () => {
    const changes = { batch: 2, steps: 5, saveEvery: 2, resize: 'buckets' as const };
    const whole = await go(changes, mixed());
    const rest = await go(changes, mixed(), structuredClone(whole.saved.get(2)!), whole.run.made);
    expect(stateBits(rest.state)).toEqual(stateBits(whole.state));
    const without = await go(changes, mixed().slice(0, 4));
    expect(stateBits(without.state)).not.toEqual(stateBits(whole.state));
  });

  it('are those of a run at that size alone', async () => {
    const changes = { evalItems: 2, saveEvery: 0 };
    const both = (await go({ ...changes, batch: 2, resize: 'buckets' }, [picture(0), picture(1, 0, wide())])).state.evals[0].items;
    const square = (await go(changes, [picture(0), picture(1)])).state.evals[0].items;
    const long = (await go({ ...changes, ...wide() }, [picture(0, 0, wide()), picture(1, 0, wide())])).state.evals[0].items;
    expect(both[0]).toBeCloseTo(square[0], 5);
    expect(both[1]).toBeCloseTo(long[1], 5);
    expect(square[1]).not.toBeCloseTo(long[1], 3);
  });

  it('are a plain run where all have one size', async () => {
    const plain = await go({ steps: 2 }, [picture(0), picture(1)]);
    const buckets = await go({ steps: 2, resize: 'buckets' }, [picture(0), picture(1)]);
    expect(stateBits(buckets.state)).toEqual(stateBits(plain.state));
  });
});

it('previews have a size of their own', async () => {
  const [width, height] = [3 * sizeStep(model), sizeStep(model)];
  const { messages } = await go({ preview: { ...PREVIEW, every: 1, width, height } }, [picture(0)]);
  const { png } = messages.find((message) => message.kind === 'preview')!;
  const header = new DataView(await png.arrayBuffer());
  expect([header.getUint32(16), header.getUint32(20)]).toEqual([width, height]);
});
