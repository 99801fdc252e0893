/** Prompts of a batch that repeat are encoded once: the same losses, and the same gradient but for the order of its sums. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uniform, writeRandomWeights } from '../../../src/bench/random-weights';
import type { Device } from '../../../src/engine/device';
import { createRuntime } from '../../../src/engine/runtime';
import { openModel } from '../../../src/nets/model';
import { microProgram, startScalars } from '../../../src/train/step/step-graph';
import { openTestDevice, storage } from '../../engine/gpu/adapter';
import { memoryFiles, nanoContents } from '../../nets/nano';

const MODEL = await openModel(memoryFiles(nanoContents()));
const SIZE = { batch: 3, height: 8, width: 8, vectors: 2, accumulate: 1 };
/** relative: sums of three in f32, or with the cross-attentions' gradients rounded to half in between */
const MOST = storage === 'f32' ? 1e-5 : 2e-3;

let device: Device;
beforeAll(async () => {
  device = await openTestDevice();
});
afterAll(() => device.destroy());

const { positions, width } = MODEL.text;
const latents = 3 * 8 * 8 * 4;
const tokensOf = (text: number): Float32Array => uniform((text + 2) * positions * width).subarray(-positions * width);
const slotsOf = (text: number): number[] => Array.from({ length: positions }, (_, i) => [1, 0][i - 2 - text] ?? -1);

/** `rows`: the texts that are encoded; `which`: each sample's, where they are fewer. */
async function step(rows: readonly number[], which?: readonly number[]): Promise<{ losses: Float32Array; sum: Float32Array; operations: number }> {
  const runtime = await createRuntime(device, { micro: microProgram(MODEL, { ...SIZE, texts: rows.length }) });
  try {
    await writeRandomWeights(runtime);
    runtime.writeState('vectors', uniform(2 * width));
    runtime.writeState('scalars', startScalars(SIZE, 4));
    const tokens = new Float32Array(rows.length * positions * width);
    rows.forEach((text, i) => tokens.set(tokensOf(text), i * positions * width));
    const inputs = {
      tokens, slots: Int32Array.from(rows.flatMap(slotsOf)), weights: new Float32Array(rows.length * positions).fill(1),
      x: uniform(latents), wanted: uniform(latents), time: uniform(3 * MODEL.unet.levels[0].channels),
      ...(which && { texts: Int32Array.from(which) }),
    };
    const { losses } = await runtime.run('micro', inputs, ['losses']);
    return { losses, sum: await runtime.readState('sum'), operations: runtime.plan.programs.get('micro')!.flops };
  } finally {
    runtime.destroy();
  }
}

const norm = (values: Float32Array): number => Math.hypot(...values);
const apart = (a: Float32Array, b: Float32Array): number => norm(a.map((value, i) => value - b[i])) / norm(b);

it(`gives each sample its own text (${storage})`, async () => {
  const all = await step([0, 1, 0]);
  const shared = await step([0, 1], [0, 1, 0]);
  expect([...shared.losses]).toEqual([...all.losses]);
  expect(apart(shared.sum, all.sum)).toBeLessThan(MOST);
  expect(shared.operations).toBeLessThan(all.operations);
  // another sample's text is another gradient
  const other = await step([0, 1], [0, 0, 1]);
  expect(apart(other.sum, all.sum)).toBeGreaterThan(0.01);
  expect([...(await step([0, 1], [0, 1, 0])).sum]).toEqual([...shared.sum]);
});
