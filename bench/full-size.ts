/**
 * npm run bench:full: a checkpoint of Stable Diffusion's full size, from disk to the GPU, and a step of training on it.
 * Prints what the plan says beside what was allocated, the loading time and the step's time.
 * usage: node tools/run.mjs bench/full-size.ts --adapter lavapipe FILE [--size 512] [--storage f16] [--recompute] [--steps 1]
 */
import { parseArgs } from 'node:util';
import { create, globals } from 'webgpu';
import { modelOf } from '../src/checkpoints/model-of';
import { openCheckpoint } from '../src/checkpoints/open-checkpoint';
import { adapterName, openDevice, type Device } from '../src/engine/device';
import { createRuntime, type Runtime } from '../src/engine/runtime';
import type { Storage } from '../src/engine/storage';
import type { Model } from '../src/nets/model';
import { loadWeights } from '../src/nets/weights';
import { runMemory } from '../src/train/step/memory';
import { recomputedBlocks } from '../src/train/step/recompute';
import { runPrograms } from '../src/train/step/programs';
import type { RunSettings } from '../src/train/settings';
import { latentSize } from '../src/train/size';
import { startScalars } from '../src/train/step/step-graph';
import { updateRules } from '../src/train/step/update-settings';
import { diskSources } from '../tests/verify/disk-files';

Object.assign(globalThis, globals);
const gpu = create([]); // kept: Dawn frees devices with it
const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { size: { ...text, default: '512' }, storage: { ...text, default: 'f16' }, steps: { ...text, default: '1' }, recompute: { type: 'boolean', default: false } },
});
const GIB = 2 ** 30;

const seconds = async <T>(work: () => Promise<T>): Promise<[number, T]> => {
  const began = performance.now();
  const result = await work();
  return [(performance.now() - began) / 1000, result];
};

/** Counts what is asked of the device from now on. */
function countBuffers({ gpu: device }: Device): { bytes: number } {
  const counted = { bytes: 0 };
  const make = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    counted.bytes += descriptor.size;
    return make(descriptor);
  };
  return counted;
}

function settingsOf(side: number): RunSettings {
  const preview = { every: 0, prompt: '', negative: '', sampler: 'ddim', steps: 20, guidance: 7, seed: 1 } as const;
  return {
    name: 'w', startText: '', vectors: 8, steps: 1, rate: '0.005', batch: 1, accumulate: 1, templates: ['[name]'], seed: 1,
    clip: { mode: 'off', value: 1 }, preview, saveEvery: 0, evalItems: 0, evalEvery: 0, width: side, height: side,
    recompute: values.recompute ? 'on' : 'off',
  };
}

/** Numbers in -1..1 from a fixed sequence. */
function noise(count: number): Float32Array {
  let state = 7;
  return Float32Array.from({ length: count }, () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2147483648 - 1));
}

async function step(runtime: Runtime, model: Model, settings: RunSettings): Promise<number> {
  const { width, height } = latentSize(model, settings);
  const latent = width * height * model.unet.inChannels;
  const { positions, width: channels } = model.text;
  const inputs = {
    tokens: noise(positions * channels).map((v) => v / 30), slots: Int32Array.from({ length: positions }, (_, i) => (i > 0 && i < 9 ? i - 1 : -1)),
    weights: new Float32Array(positions).fill(1), x: noise(latent), wanted: noise(latent), time: noise(model.unet.levels[0].channels),
  };
  const { losses } = await runtime.run('micro', inputs, ['losses']);
  await runtime.run('update', { settings: updateRules(settings)(0, 0.005) }, ['verdict']);
  return losses[0];
}

const [path] = positionals;
const settings = settingsOf(Number(values.size));
const [opening, model] = await seconds(async () => modelOf(await openCheckpoint(diskSources(path))));
const device = await openDevice({ gpu, storage: values.storage as Storage });
const memory = runMemory(model, settings, device);
const counted = countBuffers(device);
const [compiling, runtime] = await seconds(() => createRuntime(device, runPrograms(model, settings, recomputedBlocks(model, settings, device))));
const loadedBytes = runtime.plan.weightSegments.reduce((a, b) => a + b, 0);
const [loading] = await seconds(async () => {
  await loadWeights(model.weights, runtime);
  await runtime.idle();
});
runtime.writeState('scalars', startScalars({ batch: 1, ...latentSize(model, settings), vectors: 8 }, 4));
const { flops } = runtime.plan.programs.get('micro')!;

console.log(`${adapterName(device.info)}, ${device.storage}, ${values.size} px, recompute ${memory.recompute ? 'on' : 'off'}`);
console.log(`opened in ${opening.toFixed(2)} s; programs in ${compiling.toFixed(1)} s`);
console.log(`planned ${memory.bytes} bytes (${(memory.bytes / GIB).toFixed(3)} GiB), allocated ${counted.bytes}`);
console.log(`weights: ${(loadedBytes / 1e6).toFixed(0)} MB in ${loading.toFixed(1)} s, ${(loadedBytes / 1e6 / loading).toFixed(0)} MB/s`);
for (let i = 0; i < Number(values.steps); i++) {
  const [took, loss] = await seconds(() => step(runtime, model, settings));
  const vectors = await runtime.readState('vectors');
  const moved = vectors.filter((v) => v !== 0).length;
  console.log(`step ${i + 1}: ${took.toFixed(1)} s, ${(flops / 1e9 / took).toFixed(1)} GFLOP/s of ${(flops / 1e12).toFixed(2)} TFLOP; loss ${loss.toFixed(4)}, ${moved} of ${vectors.length} values moved`);
}
process.exit(0); // Dawn keeps the process alive
