/** @file A run's programs and weights onto the GPU; with recompute where the memory is short. */
import type { Device } from '../../engine/device';
import { createRuntime, type Runtime } from '../../engine/runtime';
import { Failure } from '../../failure';
import type { Model } from '../../nets/model';
import { loadWeights } from '../../nets/weights';
import type { TrainMessage } from '../messages';
import { runPrograms } from './programs';
import type { RunShapes } from './run-steps';
import { recomputedBlocks } from './recompute';
import type { Run } from '../records';

interface LoadJob {
  run: Run;
  device: Device;
  model: Model;
  shapes: RunShapes;
  listen: (message: TrainMessage) => void;
}

/** Throws `gpu.out-of-memory`, `gpu.limit`, `settings.size` and what reading the model throws. */
export async function loadRun(job: LoadJob): Promise<Runtime> {
  const { model, listen } = job;
  listen({ kind: 'phase', phase: 'compiling', done: 0, total: 1 });
  const runtime = await openRuntime(job);
  try {
    const began = performance.now();
    await loadWeights(model.weights, runtime, (done, total) => listen({ kind: 'phase', phase: 'loading', done, total }));
    await runtime.idle();
    const bytes = runtime.plan.weightSegments.reduce((a, b) => a + b, 0);
    listen({ kind: 'loaded', bytes, seconds: (performance.now() - began) / 1000 });
    listen({ kind: 'resident', parts: ['text', 'unet'], bytes: runtime.bytes });
    return runtime;
  } catch (error) {
    runtime.destroy();
    throw error;
  }
}

/** Left to itself, a run that does not fit is tried again with all recompute there is: its numbers are the same to the bit. */
async function openRuntime({ run: { settings }, device, model, shapes }: LoadJob): Promise<Runtime> {
  const blocks = recomputedBlocks(model, settings, device, shapes);
  const open = (again: number): Promise<Runtime> => createRuntime(device, runPrograms(model, settings, again, shapes));
  try {
    return await open(blocks);
  } catch (error) {
    const short = error instanceof Failure && error.code === 'gpu.out-of-memory';
    if (!short || blocks === Infinity || (settings.recompute ?? 'auto') !== 'auto') throw error;
    return open(Infinity);
  }
}
