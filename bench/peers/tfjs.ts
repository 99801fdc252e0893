/** @file TensorFlow.js on WebGPU: products and convolutions of its own, attention as products and a softmax. */
import * as tf from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-backend-webgpu';
import { inputShape, type Attention, type Conv, type PeerCase, type Product } from './cases';
import type { Engine, Prepared, Values } from './engine';
import { swapped } from './onnx/layout';

interface Task {
  run: () => tf.Tensor;
  read?: (values: Float32Array) => Float32Array;
}

export async function openTfjs(): Promise<Engine> {
  await tf.setBackend('webgpu');
  await tf.ready();
  return { name: 'tfjs', prepare };
}

async function prepare({ work }: PeerCase, values: Values): Promise<Prepared | undefined> {
  const make = (tasks as Partial<Record<string, (work: never, values: Values) => Task>>)[work.kind];
  if (!make) return undefined;
  const { run, read = (result) => result } = make(work as never, values);
  const backend = tf.backend() as WebGPUBackend;
  let result: tf.Tensor | undefined;
  return {
    run: async () => {
      result?.dispose();
      result = tf.tidy(run);
    },
    idle: () => {
      finishPass(backend);
      backend.submitQueue();
      return backend.queue.onSubmittedWorkDone();
    },
    read: async () => [read((await result!.data()) as Float32Array)],
    free: () => tf.disposeVariables(),
  };
}

/** What `read` does before it submits; typed private, and there is no other way to wait without a read. */
const finishPass = (backend: WebGPUBackend): void => (backend as unknown as { endComputePassEncoder(): void }).endComputePassEncoder();

const tasks = {
  product({ rows, inner, columns }: Product, { x, w }: Values): Task {
    const [a, b] = [tf.tensor2d(x, [rows, inner]), tf.tensor2d(w, [columns, inner])];
    return { run: () => tf.matMul(a, b, false, true) };
  },
  conv(work: Conv, { x, w }: Values): Task {
    const { from, to, stride } = work;
    const [a, b] = [tf.tensor4d(x, inputShape(work) as [number, number, number, number]), tf.tensor4d(swapped(w, 1, to, 9 * from), [3, 3, from, to])];
    return { run: () => tf.conv2d(a, b, stride, [[0, 0], [1, 1], [1, 1], [0, 0]]) };
  },
  /** Heads are given apart already: [heads, tokens, size]. */
  attention({ queries, keys, heads, size }: Attention, { q, k, v }: Values): Task {
    const apart = (values: Float32Array, tokens: number): tf.Tensor3D => tf.tensor3d(byHeads(values, tokens, heads, size), [heads, tokens, size]);
    const [a, b, c] = [apart(q, queries), apart(k, keys), apart(v, keys)];
    const scale = tf.scalar(1 / Math.sqrt(size));
    const run = (): tf.Tensor => tf.matMul(tf.softmax(tf.mul(tf.matMul(a, b, false, true), scale)), c);
    return { run, read: (values) => byHeads(values, heads, queries, size) };
  },
};

/** [a, b, size] → [b, a, size] */
function byHeads(values: Float32Array, a: number, b: number, size: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < a; i++) for (let j = 0; j < b; j++) out.set(values.subarray((i * b + j) * size, (i * b + j + 1) * size), (j * a + i) * size);
  return out;
}
