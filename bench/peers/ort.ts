/** @file ONNX Runtime's native WebGPU backend: the graph written as an ONNX model, inputs and results in GPU buffers. */
import * as ort from 'onnxruntime-web/webgpu';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import type { PeerCase } from './cases';
import type { Engine, Prepared, Values } from './engine';
import { channelsFirst, channelsLast, toFirst } from './onnx/layout';
import { onnxModel } from './onnx/from-graph';

const STORAGE = 128 | 4 | 8; // storage, copy from, copy to

export async function openOrt(): Promise<Engine> {
  Object.assign(ort.env.wasm, { numThreads: 1, wasmBinary: await (await fetch(wasm)).arrayBuffer() });
  ort.env.logLevel = 'error';
  return { name: 'onnxruntime-web', prepare };
}

async function prepare({ work, program }: PeerCase, values: Values): Promise<Prepared | undefined> {
  if (work.kind === 'conv-dx' || work.kind === 'attention-backward') return undefined;
  const session = await ort.InferenceSession.create(onnxModel(program, values), {
    executionProviders: ['webgpu'], preferredOutputLocation: 'gpu-buffer', graphOptimizationLevel: 'all', logSeverityLevel: 3,
  });
  const device = await ort.env.webgpu.device;
  const feeds = Object.fromEntries([...program.graph.inputs].map(([name, { shape }]) => [name, upload(device, values[name], shape)]));
  const shapes = Object.values(program.outputs).map(({ shape }) => shape);
  let results: ort.Tensor[] = [];
  const run = async (): Promise<void> => {
    for (const result of results) result.dispose();
    const made = await session.run(feeds);
    results = session.outputNames.map((name) => made[name]);
  };
  return {
    run,
    idle: () => device.queue.onSubmittedWorkDone(),
    read: () => Promise.all(results.map(async (result, i) => channelsLast((await result.getData()) as Float32Array, shapes[i]))),
    free: () => void session.release(),
  };
}

function upload(device: GPUDevice, values: Float32Array, shape: readonly number[]): ort.Tensor {
  const gpuBuffer = device.createBuffer({ size: values.byteLength, usage: STORAGE });
  device.queue.writeBuffer(gpuBuffer, 0, channelsFirst(values, shape) as Float32Array<ArrayBuffer>);
  return ort.Tensor.fromGpuBuffer(gpuBuffer, { dataType: 'float32', dims: shape.length === 4 ? toFirst(shape) : [...shape] });
}
