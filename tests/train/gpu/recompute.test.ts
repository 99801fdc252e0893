/** Blocks made again change no bit of a step's gradient, whichever they are. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uniform, writeRandomWeights } from '../../../src/bench/random-weights';
import type { Device } from '../../../src/engine/device';
import { createRuntime } from '../../../src/engine/runtime';
import { openModel } from '../../../src/nets/model';
import { microProgram, recomputeList, startScalars } from '../../../src/train/step/step-graph';
import { openTestDevice, storage } from '../../engine/gpu/adapter';
import { memoryFiles, nanoContents } from '../../nets/nano';

const MODEL = await openModel(memoryFiles(nanoContents()));
const SIZE = { batch: 1, height: 8, width: 8, vectors: 2, accumulate: 1 };

let device: Device;
beforeAll(async () => {
  device = await openTestDevice();
});
afterAll(() => device.destroy());

const inputs = {
  tokens: uniform(77 * MODEL.text.width), slots: Int32Array.from({ length: 77 }, (_, i) => [1, 0][i - 2] ?? -1), weights: new Float32Array(77).fill(1),
  x: uniform(256), wanted: uniform(256), time: uniform(MODEL.unet.levels[0].channels),
};

async function gradient(recompute: number): Promise<{ loss: number; sum: Float32Array; operations: number }> {
  const runtime = await createRuntime(device, { micro: microProgram(MODEL, { ...SIZE, recompute }) });
  try {
    await writeRandomWeights(runtime);
    runtime.writeState('vectors', uniform(2 * MODEL.text.width));
    runtime.writeState('scalars', startScalars(SIZE, 4));
    const { losses } = await runtime.run('micro', inputs, ['losses']);
    return { loss: losses[0], sum: await runtime.readState('sum'), operations: runtime.plan.programs.get('micro')!.flops };
  } finally {
    runtime.destroy();
  }
}

it(`is the same gradient with some blocks made again, or all (${storage})`, async () => {
  const kept = await gradient(0);
  expect(kept.sum.some((value) => value !== 0)).toBe(true);
  const all = recomputeList(MODEL, SIZE).length;
  expect(all).toBe(8);
  let before = kept.operations;
  for (const blocks of [1, all >> 1, all - 1, Infinity]) {
    const again = await gradient(blocks);
    expect([blocks, again.loss, ...again.sum]).toEqual([blocks, kept.loss, ...kept.sum]);
    expect(again.operations).toBeGreaterThan(before);
    before = again.operations;
  }
});
