/** The runtime's promises: nothing created in a step, exactly the planned bytes, the same bytes every time. */
import { afterEach, describe, expect, it } from 'vitest';
import { openDevice, type Device } from '../../../src/engine/device';
import { gradients } from '../../../src/engine/gradients';
import { Graph } from '../../../src/engine/graph';
import { attention } from '../../../src/engine/ops/attention/attention';
import { conv3x3 } from '../../../src/engine/ops/conv/conv';
import { groupNorm } from '../../../src/engine/ops/group-norm/group-norm';
import { linear } from '../../../src/engine/ops/linear/linear';
import { meanSquaredError } from '../../../src/engine/ops/loss/loss';
import { accumulate, adamw } from '../../../src/engine/ops/optimizer/optimizer';
import { insertVectors } from '../../../src/engine/ops/embedding/embedding';
import { createRuntime, type Runtime } from '../../../src/engine/runtime';
import type { ProgramSource } from '../../../src/engine/schedule';
import { encode } from '../../../src/engine/storage';
import { drawer } from '../cases';
import { gpu, storage } from './adapter';

interface Counts {
  created: number;
  /** of all buffers */
  bytes: number;
}

/** Dawn with every device watched from its first moment: buffers, bind groups, layouts, shader modules, pipelines. */
function watchedGpu(counts: Counts): GPU {
  const created = (name: string, args: unknown[]): void => {
    // command encoders are the one thing WebGPU cannot replay
    if (name.startsWith('create') && name !== 'createCommandEncoder') counts.created++;
    if (name === 'createBuffer') counts.bytes += (args[0] as GPUBufferDescriptor).size;
  };
  const watchDevice = (device: GPUDevice): GPUDevice => calls(device, created);
  const adapters = async (): Promise<GPUAdapter | null> => {
    const adapter = await gpu.requestAdapter();
    return adapter && instead(adapter, 'requestDevice', async (wanted) => watchDevice(await adapter.requestDevice(wanted as GPUDeviceDescriptor)));
  };
  return instead(gpu, 'requestAdapter', adapters);
}

/** `target` that tells of every method call. */
function calls<T extends object>(target: T, tell: (name: string, args: unknown[]) => void): T {
  return new Proxy(target, {
    get(_, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        tell(String(name), args);
        return (value as (...all: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}

/** `target` with another method of that name. */
function instead<T extends object>(target: T, method: string, other: (...args: unknown[]) => unknown): T {
  return new Proxy(target, {
    get(_, name) {
      if (name === method) return other;
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** A miniature of a training step: vectors → attention → convolution → loss → gradient → AdamW. */
function miniature(): Record<string, ProgramSource> {
  const micro = new Graph();
  const vectors = micro.state('vectors', [2, 16]);
  const tokens = insertVectors(micro.input('tokens', [2, 6, 16]), vectors, micro.input('slots', [2, 6], 'i32'));
  const [q, k, v] = ['q', 'k', 'v'].map((name) => linear(tokens, micro.weight(name, [16, 16])));
  const attended = attention(q, k, v, { heads: 2 });
  const image = micro.reshape(attended, [2, 2, 3, 16]);
  const normed = groupNorm(image, micro.weight('gamma', [16]), micro.weight('beta', [16]), { groups: 4, eps: 1e-5, silu: true });
  const y = conv3x3(normed, micro.weight('conv', [4, 3, 3, 16]), { residual: undefined });
  const losses = meanSquaredError(y, micro.input('wanted', y.shape, 'f32'), null);
  const scalars = micro.state('scalars', [8]);
  const [gradient] = gradients(losses, scalars, [vectors]);
  accumulate(micro.state('sum', [2, 16]), gradient, scalars, 1);
  const update = new Graph();
  const states = Object.fromEntries(['vectors', 'moment1', 'moment2', 'sum'].map((name) => [name, update.state(name, [2, 16])]));
  const verdict = adamw({ ...states, scalars: update.state('scalars', [8]) } as never, update.input('settings', [12], 'f32'));
  return { micro: { graph: micro, outputs: { losses } }, update: { graph: update, outputs: { verdict } } };
}

const random = (count: number, seed: number): Float32Array => Float32Array.from({ length: count }, drawer(seed));

function prepare(runtime: Runtime): void {
  runtime.weights.forEach(({ name, shape }, i) => {
    const count = shape.reduce((a, b) => a * b, 1);
    runtime.writeWeight(name, encode(random(count, i), shape, 'stored', storage));
  });
  runtime.writeState('vectors', random(32, 9));
  for (const name of ['moment1', 'moment2', 'sum']) runtime.writeState(name, new Float32Array(32));
  runtime.writeState('scalars', Float32Array.of(64, 1, 1, 0, 0, 0, 0, 0));
}

async function steps(runtime: Runtime, count: number): Promise<Float32Array> {
  const settings = Float32Array.of(0.01, 0.9, 0.999, 1e-8, 0, 0, 0, 0, 0, 0, 0, 0);
  const slots = Int32Array.from({ length: 12 }, (_, i) => [-1, 0, 1, -1][i % 4]);
  for (let step = 0; step < count; step++) {
    const inputs = { tokens: random(192, step), slots, wanted: random(48, step + 100) };
    // not awaited one by one: runs may overlap
    void runtime.run('micro', inputs, ['losses']);
    await runtime.run('update', { settings }, ['verdict']);
  }
  return runtime.readState('vectors');
}

describe(`runtime, ${storage}`, () => {
  const devices: Device[] = [];
  afterEach(() => devices.splice(0).forEach((device) => device.destroy()));
  const open = async (from: GPU = gpu): Promise<Device> => {
    const device = await openDevice({ gpu: from, storage });
    devices.push(device);
    return device;
  };

  it('creates nothing in 20 steps and allocates the planned bytes exactly', async () => {
    const counts = { created: 0, bytes: 0 };
    const device = await open(watchedGpu(counts));
    const runtime = await createRuntime(device, miniature());
    prepare(runtime);
    const kernels = new Set([...runtime.plan.programs.values()].flatMap(({ dispatches }) => dispatches.map(({ shader }) => shader.name)));
    // at least a module, a pipeline and a bind group each: the watch sees them all
    expect(counts.created).toBeGreaterThan(3 * kernels.size);
    expect(counts.bytes).toBe(runtime.plan.bytes);
    const { created } = counts;
    await steps(runtime, 20);
    expect(counts.created).toBe(created);
    runtime.destroy();
  });

  it('computes the same bytes twice', async () => {
    const device = await open();
    const results: Float32Array[] = [];
    for (let i = 0; i < 2; i++) {
      const runtime = await createRuntime(device, miniature());
      prepare(runtime);
      results.push(await steps(runtime, 5));
      runtime.destroy();
    }
    expect([...results[0]]).toEqual([...results[1]]);
    expect(results[0].every(Number.isFinite)).toBe(true);
    expect([...results[0]]).not.toEqual([...random(32, 9)]);
  });

  it('says what does not fit into a binding', async () => {
    const device = await open();
    const graph = new Graph();
    const huge = graph.input('x', [1 << 20, 4096], 'f32');
    const source = { graph, outputs: { y: linear(huge, graph.input('w', [4, 4096], 'f32')) } };
    await expect(createRuntime(device, { huge: source })).rejects.toMatchObject({ code: 'gpu.limit' });
  });

  it('ends a run between two submits when asked', async () => {
    const runtime = await createRuntime(await open(), miniature());
    prepare(runtime);
    const stopped = AbortSignal.abort();
    await expect(runtime.run('micro', {}, [], stopped)).rejects.toThrow();
    runtime.destroy();
  });

  it('takes only a tensor once per dispatch', async () => {
    const graph = new Graph();
    const x = graph.input('x', [4, 4]);
    const source = { graph, outputs: { y: linear(x, x) } };
    const device = await open();
    await expect(createRuntime(device, { twice: source })).rejects.toMatchObject({ code: 'internal' });
    // nothing of it is left: errors of what comes next are not caught by its scopes
    await expect(device.gpu.popErrorScope()).rejects.toThrow();
  });
});
