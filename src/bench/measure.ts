/** @file Times: work is repeated until a turn is long enough to be told from its submit, and the median of turns counts. */
import type { Device } from '../engine/device';

export interface Patience {
  /** turns, at least and at most */
  least: number;
  most: number;
  /** milliseconds after which no further turn begins */
  budget: number;
  /** milliseconds of one turn, at least */
  turn: number;
}

/** `submit(times)` hands the GPU the work that often. → median milliseconds of one. Throws the signal's reason. */
export async function measure(device: Device, submit: (times: number) => Promise<void> | void, { least, most, budget, turn }: Patience, signal?: AbortSignal): Promise<number> {
  const timed = async (times: number): Promise<number> => {
    signal?.throwIfAborted();
    const began = performance.now();
    await submit(times);
    await idle(device);
    return (performance.now() - began) / times;
  };
  await timed(1); // compiles what drivers compile late
  const first = await timed(1);
  const times = Math.max(1, Math.min(1000, Math.ceil(turn / first)));
  const turns = times === 1 ? [first] : [];
  const began = performance.now();
  while (turns.length < least || (turns.length < most && performance.now() - began < budget)) turns.push(await timed(times));
  return median(turns);
}

export async function idle(device: Device): Promise<void> {
  await Promise.race([device.gpu.queue.onSubmittedWorkDone(), device.lost]);
  device.check();
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];
