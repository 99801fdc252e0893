/** @file A bench from start to end: peak, ops, the UNet and the step at each size; told as it goes, ended by a signal. */
import type { Device } from '../engine/device';
import { adapterName } from '../engine/device';
import { Failure, failureData } from '../failure';
import { latentFactor } from '../nets/model';
import { bindForTiming, submit, type TimedDispatch } from '../engine/timing/bound';
import { measure, type Patience } from '../engine/timing/measure';
import { MODELS, OPS_SIZE, type ModelName } from './models';
import { opShapes, type OpShape } from './ops';
import { measurePeak, type Peak } from './peak';
import type { BenchGap, BenchReport, BenchRow } from './report';
import { measureStep, stepProgram } from './step';

export interface BenchChoice {
  readonly model: ModelName;
  /** pixels on a side; each multiplies latents and time */
  readonly sizes: readonly number[];
  /** matrix products, convolutions and attention alone */
  readonly ops: boolean;
  /** a step by op */
  readonly profile: boolean;
}

/** `done` of `total` parts; `name`: what is measured now. */
export interface BenchProgress {
  readonly done: number;
  readonly total: number;
  readonly name: string;
  readonly row?: BenchRow;
}

const QUICK: Patience = { least: 3, most: 7, budget: 400, turn: 30 };
const ONCE: Patience = { least: 1, most: 3, budget: 1000, turn: 0 };

/** Throws the signal's reason, `gpu.lost`, `gpu.error`; sizes that do not fit are gaps of the report instead. */
export async function runBench(device: Device, choice: BenchChoice, tell: (progress: BenchProgress) => void, signal?: AbortSignal): Promise<Omit<BenchReport, 'where'>> {
  const found = new Found(device, choice, tell, signal);
  const peak = await found.next('peak', () => measurePeak(device, signal));
  if (choice.ops) for (const shape of found.shapes) await found.rows(shape.name, async () => [await opRow(device, shape, signal)]);
  for (const size of choice.sizes) await found.rows(sizeName(size), () => stepRows(device, choice.model, size, signal));
  if (choice.profile) await found.rows('profile', () => profileRows(device, choice, signal));
  return found.report(peak);
}

const sizeName = (size: number): string => `${size} × ${size}`;

class Found {
  readonly shapes: readonly OpShape[];
  readonly #rows: BenchRow[] = [];
  readonly #gaps: BenchGap[] = [];
  readonly #total: number;
  #done = 0;

  constructor(
    private readonly device: Device,
    private readonly choice: BenchChoice,
    private readonly tell: (progress: BenchProgress) => void,
    private readonly signal?: AbortSignal,
  ) {
    const { unet, vae } = MODELS[choice.model];
    this.shapes = opShapes(unet, OPS_SIZE[choice.model] / latentFactor(vae));
    this.#total = 1 + (choice.ops ? this.shapes.length : 0) + choice.sizes.length + (choice.profile ? 1 : 0);
  }

  async next<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.signal?.throwIfAborted();
    this.tell({ done: this.#done, total: this.#total, name });
    const result = await work();
    this.#done++;
    return result;
  }

  async rows(name: string, work: () => Promise<BenchRow[]>): Promise<void> {
    const rows = await this.next(name, work).catch((error: unknown) => this.#gap(name, error));
    this.#rows.push(...rows);
    for (const row of rows) this.tell({ done: this.#done, total: this.#total, name, row });
  }

  report(peak: Peak): Omit<BenchReport, 'where'> {
    const { info, fallback, storage, tuning, gpu } = this.device;
    const kernels = tuning.kernels === 'tiled' ? `tiled, ${tuning.vendor}, subgroups ${gpu.features.has('subgroups') ? tuning.subgroups : 'off'}` : tuning.kernels;
    return { adapter: adapterName(info), software: fallback, storage, kernels, model: this.choice.model, peak, rows: this.#rows, gaps: this.#gaps };
  }

  /** What does not fit; anything else ends the bench. */
  #gap(name: string, error: unknown): BenchRow[] {
    if (!(error instanceof Failure) || !['gpu.out-of-memory', 'gpu.limit'].includes(error.code)) throw error;
    this.#done++;
    this.#gaps.push({ name, failure: failureData(error) });
    return [];
  }
}

async function opRow(device: Device, { name, program }: OpShape, signal?: AbortSignal): Promise<BenchRow> {
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

async function stepRows(device: Device, model: ModelName, size: number, signal?: AbortSignal): Promise<BenchRow[]> {
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
async function profileRows(device: Device, { model, sizes }: BenchChoice, signal?: AbortSignal): Promise<BenchRow[]> {
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
