/** Whole runs on fixtures/nano through the real session: resume to the same bytes, trouble that ends a run. */
import { readFileSync } from 'node:fs';
import { create, globals } from 'webgpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDevice, type Device } from '../../../src/engine/device';
import type { Storage } from '../../../src/engine/storage';
import { Failure } from '../../../src/failure';
import { openModel, type Model } from '../../../src/nets/model';
import { loadTokenizer, type Tokenizer } from '../../../src/text/tokenizer';
import { Control } from '../../../src/train/loop/control';
import type { TrainMessage } from '../../../src/train/messages';
import type { Run, RunState } from '../../../src/train/records';
import { pixelSize, sizeStep } from '../../../src/train/size';
import { train, type TrainJob } from '../../../src/train/train';
import { diskFiles } from '../../verify/disk-files';

Object.assign(globalThis, globals);
const gpu = create([]); // kept: Dawn frees devices with it
let device: Device;
let model: Model;
let tokenizer: Tokenizer;

beforeAll(async () => {
  device = await openDevice({ gpu, storage: process.env.STORAGE as Storage });
  model = await openModel(diskFiles('tests/fixtures/nano'));
  tokenizer = await loadTokenizer(new Uint8Array(readFileSync('public/clip/merges.txt.gz')));
});
afterAll(() => device?.destroy());

function makeRun(steps: number, changes: Partial<Run['settings']> = {}): Run {
  const preview = { every: 0, prompt: '', negative: '', sampler: 'ddim' as const, steps: 2, guidance: 3, seed: 1 };
  const settings = {
    name: 'zorb', startText: 'a cat', vectors: 3, steps, rate: '0.01:4, 0.005', batch: 2, accumulate: 2,
    templates: ['a [name]', 'a picture of [name], [filewords]'], seed: 9, clip: { mode: 'norm' as const, value: 1 },
    preview, saveEvery: 3, evalItems: 3, evalEvery: 0, ...changes,
  };
  return { id: 'r', modelId: 'm', datasetId: 'd', settings, status: 'running', created: 0, updated: 0, made: { version: '', kernels: '' } };
}

/** Three pictures of waves. */
function makePictures(settings: Run['settings']) {
  const { width, height } = pixelSize(model, settings);
  const image = (phase: number): Float32Array => Float32Array.from({ length: width * height * 3 }, (_, i) => Math.sin(i / 7 + phase));
  return [0, 1, 2].map((i) => ({ id: String(i), caption: `wave ${i}`, word: 0, size: { width, height }, image: async () => image(i) }));
}

const latentSize = (): number => model.unet.sampleSize ** 2 * model.unet.inChannels;

/** All states written, by step, as copies; all messages. */
async function go(run: Run, state?: RunState, control = new Control(), sick?: { latent: number }, more: Partial<TrainJob> = {}) {
  const saved = new Map<number, RunState>();
  const messages: TrainMessage[] = [];
  await train({
    run, state, device, model, tokenizer, control, library: async () => undefined,
    pictures: makePictures(run.settings),
    cache: { load: async () => sick && new Float32Array(2 * latentSize()).fill(sick.latent), save: async () => {} },
    persistence: { save: async (_, written) => void saved.set(written.step, structuredClone(written)) },
    listen: (message) => void messages.push(message),
    ...more,
  });
  return { run, saved, messages, last: messages.at(-1)! };
}

const bits = (values: Float32Array): number[] => [...new Uint32Array(values.buffer, values.byteOffset, values.length)];
const stateBits = ({ vectors, moment1, moment2, scalars }: RunState) => [vectors, moment1, moment2, scalars].map(bits);

describe('a run', () => {
  it('resumes from a written state to the same bytes', async () => {
    const whole = await go(makeRun(6));
    expect(whole.last).toMatchObject({ kind: 'done', step: 6 });
    const half = whole.saved.get(3)!;
    const run = { ...makeRun(6), made: whole.run.made };
    const rest = await go(run, structuredClone(half));
    expect(rest.messages.filter(({ kind }) => kind === 'warning')).toEqual([]);
    expect(stateBits(rest.saved.get(6)!)).toEqual(stateBits(whole.saved.get(6)!));
    expect(rest.saved.get(6)!.log).toEqual(whole.saved.get(6)!.log);
    expect(stateBits(half)).not.toEqual(stateBits(whole.saved.get(6)!));
  });

  it('says when it goes on with other kernels', async () => {
    const start = (await go(makeRun(2))).saved.get(2)!;
    const run = { ...makeRun(3), made: { version: '', kernels: '00000000' } };
    const { messages } = await go(run, start);
    expect(messages).toContainEqual({ kind: 'warning', warning: { code: 'run.kernels-changed', values: {} } });
  });

  it('is not changed by previews, evaluations and saves between', async () => {
    const preview = { ...makeRun(4).settings.preview, every: 2, sampler: 'euler_a' as const };
    const plain = await go(makeRun(4, { saveEvery: 0 }));
    const busy = await go(makeRun(4, { saveEvery: 1, evalEvery: 1, preview }));
    expect(busy.messages.filter(({ kind }) => kind === 'preview')).toHaveLength(2);
    expect(stateBits(busy.saved.get(4)!)).toEqual(stateBits(plain.saved.get(4)!));
  });

  it('is not changed by recompute', async () => {
    const kept = await go(makeRun(2, { recompute: 'off' }));
    const again = await go(makeRun(2, { recompute: 'on' }));
    expect(stateBits(again.saved.get(2)!)).toEqual(stateBits(kept.saved.get(2)!));
    const bytes = [kept, again].map(({ messages }) => messages.find((message) => message.kind === 'started')!.memoryBytes);
    expect(bytes[1]).toBeLessThan(bytes[0]);
  });

  it('takes prompts of several rows and with emphasis, each batch as long as its longest', async () => {
    const long = 'a ([name]:1.3) ' + 'quiet '.repeat(80);
    const preview = { ...makeRun(3).settings.preview, every: 3, prompt: `${long} BREAK [name]`, negative: '(dull:1.2)' };
    const changes = { templates: ['a [name]', long], preview, evalItems: 2, batch: 2 };
    const { last, messages, saved } = await go(makeRun(3, changes));
    expect(last).toMatchObject({ kind: 'done', step: 3 });
    expect(messages.some(({ kind }) => kind === 'preview')).toBe(true);
    const plain = await go(makeRun(3, { ...changes, templates: ['a [name]', long.replace(':1.3', ':1.0')] }));
    expect(stateBits(saved.get(3)!)).not.toEqual(stateBits(plain.saved.get(3)!));
  });

  it('draws latents, tags, noise and weights as asked, and resumes in the middle of it', async () => {
    const changes = { latentSampling: 'random', shuffleTags: true, tagDropout: 0.3, minSnr: 5, noiseOffset: 0.1, clipSkip: 2, saveEvery: 2 } as const;
    const whole = await go(makeRun(4, changes));
    expect(whole.last).toMatchObject({ kind: 'done', step: 4 });
    const rest = await go({ ...makeRun(4, changes), made: whole.run.made }, structuredClone(whole.saved.get(2)!));
    expect(stateBits(rest.saved.get(4)!)).toEqual(stateBits(whole.saved.get(4)!));
    for (const key of ['latentSampling', 'minSnr', 'noiseOffset', 'clipSkip'] as const) {
      const without = await go(makeRun(2, { ...changes, [key]: undefined }));
      expect([key, stateBits(without.saved.get(2)!)]).not.toEqual([key, stateBits(whole.saved.get(2)!)]);
    }
    const refused = await go(makeRun(1, { clipSkip: 99 }));
    expect(refused.last).toMatchObject({ kind: 'failed', failure: { code: 'settings.clip-skip' } });
  });

  it('trains and previews at a size that is not square', async () => {
    const step = sizeStep(model);
    const preview = { ...makeRun(2).settings.preview, every: 2 };
    const { last, messages } = await go(makeRun(2, { width: 3 * step, height: 2 * step, preview }));
    expect(last).toMatchObject({ kind: 'done', step: 2 });
    const { png } = messages.find((message) => message.kind === 'preview')!;
    const header = new DataView(await png.arrayBuffer());
    expect([header.getUint32(16), header.getUint32(20)]).toEqual([3 * step, 2 * step]);
    const residents = messages.filter((message) => message.kind === 'resident').map(({ parts }) => parts.join(' '));
    expect(residents).toEqual(['vae', '', 'text unet', 'text unet vae', 'text unet']);
  });

  it('ends on a loss that is not finite, with the last good state', async () => {
    const start = (await go(makeRun(2))).saved.get(2)!;
    const { last, saved } = await go(makeRun(9), structuredClone(start), new Control(), { latent: NaN });
    expect(last).toMatchObject({ kind: 'failed', failure: { code: 'run.non-finite' }, resumable: true });
    const kept = [...saved.values()].at(-1)!;
    expect(kept.step).toBeGreaterThan(2);
    expect([bits(kept.vectors), bits(kept.moment1)]).toEqual([bits(start.vectors), bits(start.moment1)]);
    expect(kept.scalars[0]).toBeLessThan(start.scalars[0]);
  });

  it('goes on without a preview that cannot be made, and the next is of the word whose turn it was', async () => {
    const further = [{ name: 'other', startText: 'dog', vectors: 1, datasetId: 'd' }];
    const preview = { ...makeRun(4).settings.preview, every: 2 };
    const run = (): Run => makeRun(4, { further, preview, saveEvery: 2 });
    let failures = 1;
    const weights = { ...model.weights };
    Object.defineProperty(weights, 'vae', { get: () => {
      if (failures-- > 0) throw new Failure('store.failed', { message: 'the disk is gone' });
      return model.weights.vae;
    } });
    const { last, messages, saved } = await go(run(), undefined, undefined, undefined, { model: { ...model, weights }, encoder: model });
    expect(last).toMatchObject({ kind: 'done', step: 4 });
    expect(messages.filter(({ kind }) => kind === 'warning')).toEqual([{ kind: 'warning', warning: { code: 'run.preview-failed', values: { cause: 'the disk is gone' } } }]);
    expect(saved.get(4)!.previews.map(({ step, prompt }) => [step, prompt])).toEqual([[4, 'a zorb']]);
    expect(saved.get(2)!.previews).toEqual([]);
    expect(stateBits(saved.get(4)!)).toEqual(stateBits((await go(run())).saved.get(4)!));
  });

  it('has programs for preview prompts that it is known to change to, and drops those asked for too early that do not fit', async () => {
    const long = `([name]:1.2) ${'quiet '.repeat(80)}`;
    const preview = { ...makeRun(4).settings.preview, every: 2 };
    const replay = [{ step: 1, previewPrompt: long }];
    const replaying = await go(makeRun(4, { preview, replay }));
    expect(replaying.saved.get(4)!.previews).toHaveLength(2);
    expect(replaying.messages.filter(({ kind }) => kind === 'warning')).toEqual([]);
    const rest = await go({ ...makeRun(4, { preview }), made: replaying.run.made, changes: replay }, structuredClone(replaying.saved.get(3)!));
    expect(rest.saved.get(4)!.previews).toHaveLength(2);

    const control = new Control();
    control.askChange({ previewPrompt: long });
    const { last, messages, run } = await go(makeRun(2, { preview }), undefined, control);
    expect(last).toMatchObject({ kind: 'done', step: 2 });
    expect(messages.filter(({ kind }) => kind === 'warning')).toEqual([{ kind: 'warning', warning: { code: 'settings.preview-live', values: {} } }]);
    expect([run.changes, messages.some(({ kind }) => kind === 'preview')]).toEqual([undefined, true]);
  });

  it('trains though its latents cannot be kept', async () => {
    const cache = { load: async () => undefined, save: () => Promise.reject(new Failure('store.quota', { need: 1, free: 0 })) };
    const { last, messages } = await go(makeRun(1), undefined, undefined, undefined, { cache });
    expect(last).toMatchObject({ kind: 'done', step: 1 });
    expect(messages.some(({ kind }) => kind === 'warning')).toBe(false);
  });

  it('leaves no encoder on the GPU when a picture cannot be opened', async () => {
    const run = makeRun(1);
    const broken = makePictures(run.settings).map((picture) => ({ ...picture, image: () => Promise.reject(new Failure('picture.unreadable', { name: 'a' })) }));
    const { messages } = await go(run, undefined, undefined, undefined, { pictures: broken });
    expect(messages.at(-1)).toMatchObject({ kind: 'failed', failure: { code: 'picture.unreadable' } });
    expect(messages.filter((message) => message.kind === 'resident').map(({ parts, bytes }) => [parts, bytes > 0])).toEqual([[['vae'], true], [[], false]]);
  });

  it('says that the device is lost, and goes on with a new one from what was written', async () => {
    const whole = await go(makeRun(6));
    const doomed = await openDevice({ gpu, storage: process.env.STORAGE as Storage });
    const control = new Control();
    const run = makeRun(6);
    const saved: RunState[] = [];
    const messages: TrainMessage[] = [];
    await train({
      run, device: doomed, model, tokenizer, control, library: async () => undefined,
      pictures: makePictures(run.settings),
      cache: { load: async () => undefined, save: async () => {} },
      persistence: { save: async (_, written) => void saved.push(structuredClone(written)) },
      listen: (message) => {
        messages.push(message);
        if (message.kind === 'saved' && message.step === 3) doomed.destroy();
      },
    });
    expect(messages.at(-1)).toMatchObject({ kind: 'failed', failure: { code: 'gpu.lost' }, resumable: true });
    expect(saved.at(-1)!.step).toBe(3);
    const rest = await go(run, structuredClone(saved.at(-1)!));
    expect(stateBits(rest.saved.get(6)!)).toEqual(stateBits(whole.saved.get(6)!));
  });
});
