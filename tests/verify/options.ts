/** @file The command line. */
import { parseArgs } from 'node:util';
import type { PredictionType } from '../../src/diffusion/schedule';
import type { Storage } from '../../src/engine/storage';
import type { KernelSet } from '../../src/engine/tiles/tuning';

export const USAGE =
  'usage: npm run verify -- --model DIR|FILE --golden FILE.safetensors [--storage f32|f16|packed] [--kernels barrier-free|tiled] [--prediction epsilon|v] [--ema]';

export interface Options {
  /** a diffusers folder, or a single .safetensors, .ckpt or .pt file */
  model: string;
  golden: string;
  storage?: Storage;
  /** other kernels than the adapter runs by itself */
  kernels?: KernelSet;
  prediction?: PredictionType;
  /** averaged weights where the file has both */
  ema?: boolean;
}

const STORAGES: readonly string[] = ['f32', 'f16', 'packed'];
const KERNELS: readonly string[] = ['barrier-free', 'tiled'];
const PREDICTIONS: Readonly<Record<string, PredictionType>> = { epsilon: 'epsilon', v: 'v_prediction' };

/** Undefined where the arguments make no sense. */
export function readOptions(args: string[]): Options | undefined {
  const string = { type: 'string' } as const;
  try {
    const options = { model: string, golden: string, storage: string, kernels: string, prediction: string, ema: { type: 'boolean' } } as const;
    const { model, golden, storage, kernels, prediction, ema } = parseArgs({ args, options }).values;
    if (!model || !golden) return undefined;
    if (storage !== undefined && !STORAGES.includes(storage)) return undefined;
    if (kernels !== undefined && !KERNELS.includes(kernels)) return undefined;
    if (prediction !== undefined && !Object.hasOwn(PREDICTIONS, prediction)) return undefined;
    const told = { storage: storage as Storage | undefined, kernels: kernels as KernelSet | undefined, ema };
    return { model, golden, ...told, prediction: prediction ? PREDICTIONS[prediction] : undefined };
  } catch {
    return undefined;
  }
}
