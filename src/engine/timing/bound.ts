/** @file A program on the device whose dispatches can be run one by one, or one of them many times: what a runtime does not offer. */
import { allocate } from '../buffers';
import type { Device } from '../device';
import type { Tensor } from '../graph';
import { plan as makePlan } from '../plan';
import { bindProgram, encodeSlice, type BoundDispatch } from '../program';
import type { PlannedDispatch, ProgramSource } from '../schedule';
import { tensorBytes, type Storage } from '../storage';

export interface TimedDispatch {
  /** of the graph */
  readonly op: string;
  readonly flops: number;
  /** of its bindings, each counted once: what it reads and writes at least */
  readonly bytes: number;
  readonly bound: BoundDispatch;
}

export interface TimedProgram {
  readonly dispatches: readonly TimedDispatch[];
  /** of GPU memory */
  readonly bytes: number;
  destroy(): void;
}

/** Memory as it comes: zeros, or what a driver leaves there. Throws `gpu.limit`, `gpu.compile`, `gpu.error`, `gpu.lost`. */
export async function bindForTiming(device: Device, source: ProgramSource): Promise<TimedProgram> {
  const { gpu, storage } = device;
  const plan = makePlan({ timed: source }, storage, gpu.limits.maxStorageBufferBindingSize, device.tuning);
  const buffers = allocate(gpu, plan);
  const destroy = (): void => buffers.all.forEach((buffer) => buffer.destroy());
  try {
    const planned = plan.programs.get('timed')!;
    const bound = (await bindProgram(device, planned, plan, buffers, 'timed')).slices.flat();
    device.check();
    const dispatches = planned.dispatches.map((dispatch, i) => ({ op: dispatch.node.op, flops: dispatch.flops, bytes: bytesOf(dispatch, storage), bound: bound[i] }));
    return { dispatches, bytes: plan.bytes, destroy };
  } catch (error) {
    destroy();
    throw error;
  }
}

const bytesOf = ({ bindings }: PlannedDispatch, storage: Storage): number =>
  bindings.filter((tensor): tensor is Tensor => tensor !== null).reduce((sum, tensor) => sum + tensorBytes(tensor, storage), 0);

/** Floating-point operations of one submit, as the runtime's own slices have: no adapter is held for long. */
const SLICE_FLOPS = { software: 2e8, hardware: 1e10 };

/** Hands the GPU the dispatches, all of them `times` times. Waits between slices where many are under way. */
export async function submit(device: Device, dispatches: readonly TimedDispatch[], times: number): Promise<void> {
  const limit = device.fallback ? SLICE_FLOPS.software : SLICE_FLOPS.hardware;
  let slice: BoundDispatch[] = [];
  let flops = 0;
  let slices = 0;
  const flush = async (): Promise<void> => {
    device.gpu.queue.submit([encodeSlice(device.gpu, slice)]);
    slice = [];
    flops = 0;
    if (++slices % 16 === 0) await device.gpu.queue.onSubmittedWorkDone();
  };
  for (let i = 0; i < times; i++) {
    for (const dispatch of dispatches) {
      if (slice.length && (flops + dispatch.flops > limit || slice.length >= 500)) await flush();
      slice.push(dispatch.bound);
      flops += dispatch.flops;
    }
  }
  if (slice.length) await flush();
}
