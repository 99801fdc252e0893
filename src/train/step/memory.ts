/** @file What a run takes on the GPU: exact bytes from its plan, and whether activations are made again to save some. */
import type { Device } from '../../engine/device';
import { lend } from '../../engine/lend';
import { plan, type Plan } from '../../engine/plan';
import type { ProgramSource } from '../../engine/schedule';
import { decodeProgram } from '../../nets/programs';
import { splitName } from '../../nets/scope';
import { runPrograms, type ProgramModel, type RunShapes } from './programs';
import { PLAIN } from '../prompts/prompt-shapes';
import type { RunSettings } from '../settings';
import { previewSize } from '../size';

export interface RunMemory {
  /** while training */
  bytes: number;
  /** at most, while a preview is decoded */
  previewBytes: number;
  /** `bytes` without and with recompute */
  keepBytes: number;
  recomputeBytes: number;
  recompute: boolean;
  /** the adapter may have too little for `keepBytes` */
  tight: boolean;
  parts: { text: number; unet: number; vae: number; activations: number };
  /** that are compiled: some for each size of pictures and each length of prompts */
  programs: number;
}

export interface Adapter extends Pick<Device, 'storage' | 'machineMemory'>, Partial<Pick<Device, 'tuning'>> {
  readonly gpu: { readonly limits: Pick<GPUSupportedLimits, 'maxStorageBufferBindingSize' | 'maxBufferSize'> };
}

/** Throws `settings.size`, `gpu.limit`. */
export function runMemory(model: ProgramModel, settings: RunSettings, adapter: Adapter, shapes: RunShapes = PLAIN): RunMemory {
  const [kept, again] = [false, true].map((recompute) => planOf(runPrograms(model, settings, recompute, shapes), adapter));
  const tight = isTight(adapter, kept.bytes);
  const choice = settings.recompute ?? 'auto';
  const recompute = choice === 'on' || (choice === 'auto' && tight);
  const chosen = recompute ? again : kept;
  const decoder = decoderPlan(model, settings, adapter);
  return {
    bytes: chosen.bytes,
    previewBytes: chosen.bytes + decoder.bytes - borrowed(decoder, chosen),
    keepBytes: kept.bytes,
    recomputeBytes: again.bytes,
    recompute,
    tight,
    parts: partsOf(chosen, decoder),
    programs: chosen.programs.size,
  };
}

/** What `runMemory` says of recompute, with no more plans than that takes. Throws as it does. */
export function wantsRecompute(model: ProgramModel, settings: RunSettings, adapter: Adapter, shapes: RunShapes = PLAIN): boolean {
  const { recompute = 'auto' } = settings;
  if (recompute !== 'auto') return recompute === 'on';
  return isTight(adapter, planOf(runPrograms(model, settings, false, shapes), adapter).bytes);
}

const planOf = (programs: Record<string, ProgramSource>, { storage, gpu, tuning }: Adapter): Plan =>
  plan(programs, storage, gpu.limits.maxStorageBufferBindingSize, tuning);

const GIB = 2 ** 30;

/**
 * Browsers do not tell how much memory a GPU has. An adapter that allows buffers of 2 GiB has more than that; one that
 * allows less is small. A GPU in the processor gets about half of the machine's memory.
 */
function isTight({ gpu, machineMemory = Infinity }: Adapter, bytes: number): boolean {
  const largest = gpu.limits.maxBufferSize;
  return bytes > Math.min(largest < 2 * GIB - 1 ? largest : Infinity, (machineMemory / 2) * GIB);
}

function decoderPlan(model: ProgramModel, settings: RunSettings, adapter: Adapter): Plan {
  const decode = decodeProgram(model, { batch: 1, ...previewSize(model, settings) });
  return planOf({ decode }, adapter);
}

/** Bytes of a plan's arena that lie in another's, which is idle meanwhile. */
function borrowed(of: Plan, from: Plan): number {
  const lent = lend(of.arenaSegments, from.arenaSegments);
  return of.arenaSegments.reduce((sum, bytes, i) => sum + (lent[i] === undefined ? 0 : bytes), 0);
}

function partsOf({ weights, bytes }: Plan, decoder: Plan): RunMemory['parts'] {
  const sizes = { text_encoder: 0, unet: 0, vae: 0 };
  for (const [name, place] of weights) sizes[splitName(name).component] += place.bytes;
  const vae = decoder.weightSegments.reduce((a, b) => a + b, 0);
  return { text: sizes.text_encoder, unet: sizes.unet, vae, activations: bytes - sizes.text_encoder - sizes.unet };
}
