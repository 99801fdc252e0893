/** @file Dispatches timed by the GPU itself where it has timestamp queries, else by the clock on the wall. */
import { Failure } from '../../failure';
import type { Device } from '../device';
import { encodeSlice, type BoundDispatch } from '../program';
import { onTheWall, type Turn } from './measure';

export type Clock = 'gpu' | 'wall';

export interface Stopwatch {
  readonly clock: Clock;
  /** A turn: the dispatches one after the other, that often, in one submit. */
  of(dispatches: readonly BoundDispatch[]): Turn;
  destroy(): void;
}

/** Bytes of two timestamps. */
const BYTES = 16;
const USAGE = { mapRead: 1, copySource: 4, copyDestination: 8, queryResolve: 512 } as const;
const MAP_READ = 1;
/** Milliseconds: browsers round timestamps to so much, against spying; nothing is said to be shorter. */
const QUANTUM = 0.1;

/** The device has to be opened with `timestamps` for the GPU's own clock. */
export function openStopwatch(device: Device): Stopwatch {
  if (device.gpu.features.has('timestamp-query')) return gpuStopwatch(device);
  const submit = (dispatches: readonly BoundDispatch[]) => (times: number) => device.gpu.queue.submit([encodeSlice(device.gpu, repeated(dispatches, times))]);
  return { clock: 'wall', of: (dispatches) => onTheWall(device, submit(dispatches)), destroy: () => {} };
}

const repeated = (dispatches: readonly BoundDispatch[], times: number): BoundDispatch[] => Array.from({ length: times }, () => dispatches).flat();

function gpuStopwatch(device: Device): Stopwatch {
  const { gpu, lost } = device;
  const querySet = gpu.createQuerySet({ type: 'timestamp', count: 2 });
  const resolved = gpu.createBuffer({ size: BYTES, usage: USAGE.queryResolve | USAGE.copySource });
  const read = gpu.createBuffer({ size: BYTES, usage: USAGE.mapRead | USAGE.copyDestination });
  const writes = { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
  const fetch = (): GPUCommandBuffer => {
    const encoder = gpu.createCommandEncoder();
    encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, read, 0, BYTES);
    return encoder.finish();
  };
  return {
    clock: 'gpu',
    of: (dispatches) => async (times) => {
      gpu.queue.submit([encodeSlice(gpu, repeated(dispatches, times), writes), fetch()]);
      await Promise.race([read.mapAsync(MAP_READ), lost]);
      const [began, ended] = new BigUint64Array(read.getMappedRange().slice(0));
      read.unmap();
      device.check();
      return elapsed(began, ended);
    },
    destroy: () => [querySet, resolved, read].forEach((part) => part.destroy()),
  };
}

/** Milliseconds. Some drivers begin anew at times: such a turn tells nothing. */
function elapsed(began: bigint, ended: bigint): number {
  if (ended < began) throw new Failure('internal', { message: 'a GPU timestamp went back' });
  return Math.max(QUANTUM, Number(ended - began) / 1e6);
}
