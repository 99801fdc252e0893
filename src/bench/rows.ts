/** @file The lines of a bench: an op, the forward pass and a step of one size, a step by op. */
import type { Device } from '../engine/device';
import type { ProgramSource } from '../engine/schedule';
import { bindForTiming, submit, type TimedDispatch } from '../engine/timing/bound';
import { measure, type Patience } from '../engine/timing/measure';
import { MODELS, OPS_SIZE, type ModelName } from './models';
import type { OpShape } from './ops';
import type { BenchRow } from './report';
import { measureStep, stepProgram } from './step';

interface StepSizes {
  readonly model: ModelName;
  readonly sizes: readonly number[];
}

const QUICK: Patience = { least: 3, most: 7, budget: 400, turn: 30 };
const ONCE: Patience = { least: 1, most: 3, budget: 1000, turn: 0 };

export const sizeName = (size: number): string => `${size} × ${size}`;

/** One of each size that fits. */
export function stepPrograms(device: Device, { model, sizes, profile }: StepSizes & { readonly profile: boolean }): ProgramSource[] {
  const wanted = new Set([...sizes, ...(profile ? [profileSize(model, sizes)] : [])]);
  return [...wanted].flatMap((size) => {
    try {
      return [stepProgram(device, MODELS[model], size)];
    } catch {
      return []; // a gap of the report, where it is to be timed
    }
  });
}

export async function opRow(device: Device, { name, program }: OpShape, signal?: AbortSignal): Promise<BenchRow> {
  const bound = await bindForTiming(device, program);
  try {
    // without what only prepares it: attention's sums
    const { op } = program.graph.nodes.at(-1)!;
    const own = bound.dispatches.filter((dispatch) => dispatch.op === op);
    return { kind: 'op', name, ...sums(own), ms: await measure(device, (times) => submit(device, own, times), QUICK, signal) };
  } finally {
    bound.destroy();
  }
}

export async function stepRows(device: Device, model: ModelName, size: number, signal?: AbortSignal): Promise<BenchRow[]> {
  const { forward, step, memory, recompute } = await measureStep(device, MODELS[model], size, signal);
  const name = `training step ${sizeName(size)}${recompute ? ', recompute' : ''}`;
  return [
    { kind: 'forward', name: `UNet forward ${sizeName(size)}`, gflop: forward.flops / 1e9, bytes: 0, ms: forward.ms },
    { kind: 'step', name, gflop: step.flops / 1e9, bytes: 0, ms: step.ms, dispatches: step.dispatches, memory },
  ];
}

/** The ops' own size where it was chosen, else the smallest. */
const profileSize = (model: ModelName, sizes: readonly number[]): number => (sizes.includes(OPS_SIZE[model]) || !sizes.length ? OPS_SIZE[model] : Math.min(...sizes));

/** All dispatches of an op, one after the other, timed together; the slowest op first. */
export async function profileRows(device: Device, { model, sizes }: StepSizes, signal?: AbortSignal): Promise<BenchRow[]> {
  const bound = await bindForTiming(device, stepProgram(device, MODELS[model], profileSize(model, sizes)));
  try {
    const rows: BenchRow[] = [];
    for (const op of new Set(bound.dispatches.map((dispatch) => dispatch.op))) {
      const dispatches = bound.dispatches.filter((dispatch) => dispatch.op === op);
      const ms = await measure(device, (times) => submit(device, dispatches, times), ONCE, signal);
      rows.push({ kind: 'step-op', name: op, ...sums(dispatches), ms, dispatches: dispatches.length });
    }
    return rows.sort((a, b) => b.ms - a.ms);
  } finally {
    bound.destroy();
  }
}

const sums = (dispatches: readonly TimedDispatch[]): { gflop: number; bytes: number } => ({
  gflop: dispatches.reduce((sum, { flops }) => sum + flops, 0) / 1e9,
  bytes: dispatches.reduce((sum, { bytes }) => sum + bytes, 0),
});
