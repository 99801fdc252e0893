/** @file Weights from a model's files onto the device, one tensor in memory at a time. */
import type { Runtime } from '../engine/runtime';
import { readTensor } from '../formats/safetensors';
import { weightBytes } from './weight-bytes';
import { findTensor, type WeightFiles } from './weight-file';

/** Bytes handed to the device before it must have taken them: its staging memory stays bounded. */
const BATCH_BYTES = 64 * 1024 * 1024;

export type Progress = (done: number, total: number) => void;

/** All weights of a runtime; `progress` counts device bytes. The files are checked: see `openModel`. */
export async function loadWeights(files: WeightFiles, runtime: Runtime, progress?: Progress, signal?: AbortSignal): Promise<void> {
  const { storage, weights } = runtime.plan;
  const total = [...weights.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  let waiting = 0;
  for (const { name, shape } of runtime.weights) {
    signal?.throwIfAborted();
    const { source, entry } = findTensor(files, name);
    const bytes = weightBytes(await readTensor(source, entry), shape, storage);
    runtime.writeWeight(name, bytes);
    done += bytes.length;
    waiting += bytes.length;
    if (waiting > BATCH_BYTES) {
      await runtime.idle();
      waiting = 0;
    }
    progress?.(done, total);
  }
}
