/** @file A bench from start to end: peak, ops, the UNet and the step at each size; told as it goes, ended by a signal. */
import type { Device } from '../engine/device';
import { adapterName } from '../engine/device';
import { Failure, failureData } from '../failure';
import { latentFactor } from '../nets/model';
import { MODELS, OPS_SIZE, type ModelName } from './models';
import { opShapes, type OpShape } from './ops';
import { measurePeak, type Peak } from './peak';
import type { BenchGap, BenchReport, BenchRow } from './report';
import { opRow, profileRows, sizeName, stepPrograms, stepRows } from './rows';
import { tunedFor, type TunedDevice } from './tuned';

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

/** Throws the signal's reason, `gpu.lost`, `gpu.error`; sizes that do not fit are gaps of the report instead. */
export async function runBench(device: Device, choice: BenchChoice, tell: (progress: BenchProgress) => void, signal?: AbortSignal): Promise<Omit<BenchReport, 'where'>> {
  const found = new Found(device, choice, tell, signal);
  const peak = await found.next('peak', () => measurePeak(device, signal));
  const tuned = await found.next('tiles', () => tunedFor(device, stepPrograms(device, choice), signal));
  if (choice.ops) for (const shape of found.shapes) await found.rows(shape.name, async () => [await opRow(tuned.device, shape, signal)]);
  for (const size of choice.sizes) await found.rows(sizeName(size), () => stepRows(tuned.device, choice.model, size, signal));
  if (choice.profile) await found.rows('profile', () => profileRows(tuned.device, choice, signal));
  return found.report(peak, tuned);
}

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
    this.#total = 2 + (choice.ops ? this.shapes.length : 0) + choice.sizes.length + (choice.profile ? 1 : 0);
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

  report(peak: Peak, tuned: TunedDevice): Omit<BenchReport, 'where'> {
    const { info, fallback, storage } = this.device;
    const kernels = kernelsOf(tuned);
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

function kernelsOf({ device: { tuning, gpu }, shapes, changed }: TunedDevice): string {
  if (tuning.kernels === 'barrier-free') return tuning.kernels;
  const subgroups = gpu.features.has('subgroups') ? tuning.subgroups : 'off';
  return `tiled, ${tuning.vendor}, subgroups ${subgroups}, ${shapes} shapes timed, ${changed} of them not by the table`;
}
