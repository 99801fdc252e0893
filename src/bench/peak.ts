/** @file What the adapter reaches at best, measured in the same run as all else: f32 multiply-adds and a copy of memory. */
import type { Device } from '../engine/device';
import copySource from './copy.wgsl?raw';
import { idle } from '../engine/timing/measure';
import multiplyAddSource from './multiply-add.wgsl?raw';

export interface Peak {
  /** f32, a multiply-add counted as two */
  gflops: number;
  /** GB/s, read and written bytes together */
  bandwidth: number;
}

const USAGE = { storage: 128 } as const;
/** The best of so many turns: a peak is what could be, so nothing is averaged. */
const TURNS = 5;

const SIZES = {
  // 2 cores: 0.1 GFLOP and 32 MiB a dispatch take some 20 ms
  software: { threads: 4096, count: 400, bytes: 32 * 2 ** 20 },
  // enough threads for the largest GPUs; the copy is larger than their caches
  hardware: { threads: 2 ** 20, count: 1000, bytes: 128 * 2 ** 20 },
};

/** Throws `gpu.error`, `gpu.lost`. */
export async function measurePeak(device: Device, signal?: AbortSignal): Promise<Peak> {
  const sizes = device.fallback ? SIZES.software : SIZES.hardware;
  const work = 8 * 4 * 2 * sizes.count * sizes.threads;
  const arithmetic = await best(device, multiplyAddSource, { COUNT: sizes.count }, [sizes.threads * 4], [sizes.threads / 64, 1], signal);
  const row = 32768 * 64;
  const quads = sizes.bytes / 16;
  const copy = await best(device, copySource, { ROW: row }, [sizes.bytes, sizes.bytes], [Math.min(quads, row) / 64, Math.ceil(quads / row)], signal);
  return { gflops: work / arithmetic / 1e6, bandwidth: (2 * sizes.bytes) / copy / 1e6 };
}

/** Milliseconds of one dispatch, several submitted at once. */
async function best(device: Device, code: string, constants: Record<string, number>, bytes: readonly number[], groups: readonly [number, number], signal?: AbortSignal): Promise<number> {
  const { gpu } = device;
  const module = gpu.createShaderModule({ code });
  const pipeline = await gpu.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main', constants } });
  const buffers = bytes.map((size) => gpu.createBuffer({ size, usage: USAGE.storage }));
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  const group = gpu.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  const run = async (times: number): Promise<number> => {
    signal?.throwIfAborted();
    const began = performance.now();
    const encoder = gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    for (let i = 0; i < times; i++) pass.dispatchWorkgroups(...groups);
    pass.end();
    gpu.queue.submit([encoder.finish()]);
    await idle(device);
    return (performance.now() - began) / times;
  };
  await run(1);
  const times = Math.max(1, Math.min(64, Math.ceil(100 / (await run(1)))));
  const turns: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) turns.push(await run(times));
  buffers.forEach((buffer) => buffer.destroy());
  return Math.min(...turns);
}
