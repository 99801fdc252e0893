/** @file What every comparison gets: the model, the golden values, a device; and how it runs programs. */
import type { PredictionType } from '../../src/diffusion/schedule';
import { timestepTable } from '../../src/diffusion/timestep-embedding';
import type { Device } from '../../src/engine/device';
import { createRuntime, type Runtime } from '../../src/engine/runtime';
import type { ProgramSource } from '../../src/engine/schedule';
import type { Model } from '../../src/nets/model';
import { loadWeights } from '../../src/nets/weights';
import type { Golden } from './golden';

export interface Bench {
  model: Model;
  golden: Golden;
  device: Device;
  prediction: PredictionType;
  /**
   * Layers at the end of the reference's text encoder that the model is without: a single file of SD 2.x is read without
   * its last layer, so that its last one is the reference's last but one.
   */
  layersLeftOut: 0 | 1;
  /** of all runtimes, added up */
  loaded: { bytes: number; seconds: number };
}

/** A value of ours; compared with the golden one of the same name. */
export interface Result {
  name: string;
  values: Float32Array;
  /** for channels-last results the golden value is turned too */
  image?: boolean;
  /** the error is measured against the distance from this value instead of the reference's own length */
  from?: Float32Array;
}

/** A golden value that this model cannot be compared with. */
export interface NotCompared {
  name: string;
  note: string;
}

export interface Group {
  /** golden values it works from */
  inputs: readonly string[];
  /** golden values it is compared with, where the file has them */
  outputs: readonly string[];
  run(bench: Bench): Promise<(Result | NotCompared)[]>;
}

/** Runs `use` with the programs on the device and the weights loaded. */
export async function withRuntime<T>(
  { device, model, loaded }: Bench,
  programs: Readonly<Record<string, ProgramSource>>,
  use: (runtime: Runtime) => Promise<T>,
): Promise<T> {
  const runtime = await createRuntime(device, programs);
  let bytes = 0;
  try {
    const began = performance.now();
    await loadWeights(model.weights, runtime, (_, total) => (bytes = total));
    await runtime.idle();
    loaded.bytes += bytes;
    loaded.seconds += (performance.now() - began) / 1000;
    return await use(runtime);
  } finally {
    runtime.destroy();
  }
}

/** [timesteps, channels of the UNet's first level] */
export const timeRows = ({ model }: Bench, timesteps: readonly number[]): Float32Array =>
  timestepTable(timesteps, model.unet.levels[0].channels);
