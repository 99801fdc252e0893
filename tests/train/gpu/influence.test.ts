/**
 * Prompt influence on the bundled model: a word taught to ignore what else is asked for has little left of it and is warned
 * of, one taught as the model's own settings do is not. Needs a model that has learned to read: nano has not.
 */
import { create, globals } from 'webgpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDevice, type Device } from '../../../src/engine/device';
import type { Storage } from '../../../src/engine/storage';
import { openPng } from '../../../src/formats/png-chunks';
import { readPngPixels } from '../../../src/formats/png-pixels';
import { toTensor } from '../../../src/images/to-tensor';
import { openModel, type Model } from '../../../src/nets/model';
import { TEMPLATES } from '../../../src/text/templates';
import type { Tokenizer } from '../../../src/text/tokenizer';
import { Control } from '../../../src/train/loop/control';
import type { TrainMessage } from '../../../src/train/messages';
import type { RunState } from '../../../src/train/records';
import type { RunSettings } from '../../../src/train/settings';
import { train } from '../../../src/train/train';
import { bundledModelFolder } from '../../../tools/model.mjs';
import { diskFiles, diskSource } from '../../verify/disk-files';
import { makeRun } from '../fake-run';
import { openTokenizer } from '../trajectories/made';

Object.assign(globalThis, globals);
const gpu = create([]); // kept: Dawn frees devices with it
let device: Device;
let model: Model;
let tokenizer: Tokenizer;

beforeAll(async () => {
  device = await openDevice({ gpu, storage: process.env.STORAGE as Storage });
  model = await openModel(diskFiles(bundledModelFolder()));
  tokenizer = await openTokenizer();
});
afterAll(() => device?.destroy());

const SIDE = 64;
const STEPS = 8;

/** A bundled picture of 128 × 128, each four pixels made one. */
async function picture(path: string): Promise<Float32Array> {
  const { data, channels } = await readPngPixels(await openPng(diskSource(`public/demo/${path}`)));
  const rgb = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const [x, y, channel] = [Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE), i % 3];
    const at = (dx: number, dy: number): number => data[((2 * y + dy) * 2 * SIDE + 2 * x + dx) * channels + channel];
    return (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
  });
  return toTensor(rgb);
}

const SETTINGS: Partial<RunSettings> = {
  name: 'zorb', startText: 'emoji', vectors: 2, steps: STEPS, rate: '0.05', templates: [...TEMPLATES.emoji], seed: 1, evalItems: 0, saveEvery: STEPS / 2,
  preview: { ...makeRun().settings.preview, every: STEPS / 2, steps: 1 },
};

/** Sentences that ask for what no picture shows, and too high a rate. */
const OVERFITTED: Partial<RunSettings> = {
  vectors: 8, rate: '0.5',
  templates: ['a [name]', 'a [name] and a red house', 'a [name] on the moon', 'a picture of a [name], fluent', 'a red fire [name], black star', 'a small [name] on a green tree'],
};

async function go(changes: Partial<RunSettings>, from?: RunState) {
  const saved = new Map<number, RunState>();
  const messages: TrainMessage[] = [];
  const run = makeRun({ ...SETTINGS, ...changes });
  const pictures = ['fluent', 'noto', 'twemoji'].map((set, i) => ({
    id: String(i), caption: '', word: 0, size: { width: SIDE, height: SIDE }, image: () => picture(`hedgehog/${set}-hedgehog.png`),
  }));
  await train({
    run, state: from, device, model, tokenizer, pictures, control: new Control(), library: async () => undefined,
    cache: { load: async () => undefined, save: async () => {} },
    persistence: { save: async (_, written) => void saved.set(written.step, structuredClone(written)) },
    listen: (message) => void messages.push(message),
  });
  expect(messages.at(-1)).toMatchObject({ kind: 'done' });
  const warned = messages.flatMap((message) => (message.kind === 'warning' ? [message.warning.code] : []));
  return { saved, warned, influences: saved.get(STEPS)!.previews.map(({ influence }) => influence!) };
}

describe('prompt influence', () => {
  it('stays high where a word is taught as the model’s own settings do, to the same number over a resume', async () => {
    const whole = await go({});
    expect(Math.min(...whole.influences)).toBeGreaterThan(0.6);
    expect(whole.warned).toEqual([]);
    const rest = await go({}, structuredClone(whole.saved.get(STEPS / 2)!));
    expect(rest.influences).toEqual(whole.influences);
  });

  it('is low, and warned of once, where a word is taught to ignore what else is asked for', async () => {
    const { influences, warned } = await go(OVERFITTED);
    expect(influences.at(-1)).toBeLessThan(0.35);
    expect(warned.filter((code) => code === 'run.prompt-drowned')).toHaveLength(1);
  });
});
