/** @file Weights from a model's files onto the device, in the files' order, a block of them in memory at a time. */
import type { Runtime } from '../engine/runtime';
import { inFileOrder } from './file-order';
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
  const wanted = runtime.weights.map((key) => ({ key, place: findTensor(files, key.name) }));
  for await (const { key, raw } of inFileOrder(wanted)) {
    signal?.throwIfAborted();
    const bytes = weightBytes(raw, key.shape, storage);
    runtime.writeWeight(key.name, bytes);
    done += bytes.length;
    waiting += bytes.length;
    if (waiting > BATCH_BYTES) {
      await runtime.idle();
      waiting = 0;
    }
    progress?.(done, total);
  }
}
