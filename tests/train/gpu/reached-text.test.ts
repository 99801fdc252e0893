/** What learned vectors cannot reach is encoded apart: the same losses and gradient but for rounding, of fewer operations. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uniform, writeRandomWeights } from '../../../src/bench/random-weights';
import type { Device } from '../../../src/engine/device';
import { createRuntime } from '../../../src/engine/runtime';
import { openModel } from '../../../src/nets/model';
import type { Reach } from '../../../src/nets/reached-text';
import { microProgram, startScalars } from '../../../src/train/step/step-graph';
import { openTestDevice, storage } from '../../engine/gpu/adapter';
import { memoryFiles, nanoContents } from '../../nets/nano';

const MODEL = await openModel(memoryFiles(nanoContents()));
const { positions, width } = MODEL.text;
const SIZE = { batch: 2, height: 8, width: 8, vectors: 2, accumulate: 1, rows: 2, emphasis: true };
const ROWS = SIZE.batch * SIZE.rows;
/** relative: sums over keys in another order; the text itself is in f32 in any case */
const MOST = storage === 'f32' ? 1e-5 : 2e-3;

let device: Device;
beforeAll(async () => {
  device = await openTestDevice();
});
afterAll(() => device.destroy());

/** Both vectors in the first row of each prompt, from position `first` on. */
function inputs(first: number): Record<string, Float32Array | Int32Array> {
  const slots = Int32Array.from({ length: ROWS * positions }, (_, i) => (Math.floor(i / positions) % SIZE.rows === 0 ? ([0, 1][(i % positions) - first] ?? -1) : -1));
  const latents = SIZE.batch * 8 * 8 * 4;
  return {
    tokens: uniform(ROWS * positions * width), slots, weights: uniform(ROWS * positions).map((value) => 1 + value / 2),
    x: uniform(latents), wanted: uniform(latents), time: uniform(SIZE.batch * MODEL.unet.levels[0].channels),
  };
}

async function step(first: number, reach?: Reach): Promise<{ losses: Float32Array; sum: Float32Array; operations: number }> {
  const runtime = await createRuntime(device, { micro: microProgram(MODEL, { ...SIZE, reach }) });
  try {
    await writeRandomWeights(runtime);
    runtime.writeState('vectors', uniform(2 * width));
    runtime.writeState('scalars', startScalars(SIZE, 4));
    const { losses } = await runtime.run('micro', inputs(first), ['losses']);
    return { losses, sum: await runtime.readState('sum'), operations: runtime.plan.programs.get('micro')!.flops };
  } finally {
    runtime.destroy();
  }
}

const norm = (values: Float32Array): number => Math.hypot(...values);
const apart = (a: Float32Array, b: Float32Array): number => norm(a.map((value, i) => value - b[i])) / norm(b);

it.each([
  ['a second row', 3, { rows: 1, from: 3 }],
  ['a tile of positions before the first vector', 41, { rows: 2, from: 41 }],
  ['a second row, not positions too', 50, { rows: 1, from: 40 }],
])(`leaves out %s (${storage})`, async (_, first, reach) => {
  const whole = await step(first);
  const reached = await step(first, reach);
  expect(apart(reached.losses, whole.losses)).toBeLessThan(MOST);
  expect(apart(reached.sum, whole.sum)).toBeLessThan(MOST);
  expect(reached.operations).toBeLessThan(whole.operations);
  expect([...(await step(first, reach)).sum]).toEqual([...reached.sum]);
  // the gradient depends on where the vectors are
  expect(apart((await step(first + 1, reach)).sum, whole.sum)).toBeGreaterThan(0.01);
});
