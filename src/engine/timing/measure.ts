/** @file Times: work is repeated until a turn is long enough to be told from its submit, and a turn of several counts. */
import type { Device } from '../device';

export interface Patience {
  /** turns, at least and at most */
  least: number;
  most: number;
  /** milliseconds after which no further turn begins */
  budget: number;
  /** milliseconds of one turn, at least */
  turn: number;
}

/** Does the work that often. → milliseconds of all of it */
export type Turn = (times: number) => Promise<number>;

/** The clock on the wall, from the first submit until the GPU is idle. */
export const onTheWall = (device: Device, submit: (times: number) => Promise<void> | void): Turn => async (times) => {
  const began = performance.now();
  await submit(times);
  await idle(device);
  return performance.now() - began;
};

/** `submit(times)` hands the GPU the work that often. → median milliseconds of one. Throws the signal's reason. */
export async function measure(device: Device, submit: (times: number) => Promise<void> | void, patience: Patience, signal?: AbortSignal): Promise<number> {
  return median(await turns(onTheWall(device, submit), patience, signal));
}

/** → milliseconds of one, turn by turn. Throws the signal's reason. */
export async function turns(turn: Turn, patience: Patience, signal?: AbortSignal): Promise<number[]> {
  const timed = async (times: number): Promise<number> => {
    signal?.throwIfAborted();
    return (await turn(times)) / times;
  };
  await timed(1); // compiles what drivers compile late
  const first = await timed(1);
  const times = Math.max(1, Math.min(1000, Math.ceil(patience.turn / first)));
  const all = times === 1 ? [first] : [];
  const began = performance.now();
  while (all.length < patience.least || (all.length < patience.most && performance.now() - began < patience.budget)) all.push(await timed(times));
  return all;
}

export async function idle(device: Device): Promise<void> {
  await Promise.race([device.gpu.queue.onSubmittedWorkDone(), device.lost]);
  device.check();
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];
