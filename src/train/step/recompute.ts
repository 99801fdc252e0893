/** @file How many blocks of a step are made again: as few as the adapter's memory asks, the best ratio of bytes to operations first. */
import type { Device } from '../../engine/device';
import { plan, type Plan } from '../../engine/plan';
import type { ProgramSource } from '../../engine/schedule';
import { PLAIN } from '../prompts/prompt-shapes';
import type { RunSettings } from '../settings';
import { runPrograms } from './programs';
import { runSteps, withMostTexts, type ProgramModel, type RunShapes } from './run-steps';
import { microProgram, recomputeList } from './step-graph';

export interface Adapter extends Pick<Device, 'storage' | 'machineMemory'>, Partial<Pick<Device, 'tuning'>> {
  readonly gpu: { readonly limits: Pick<GPUSupportedLimits, 'maxStorageBufferBindingSize' | 'maxBufferSize'> };
}

/** Throws `gpu.limit`. */
export const planOf = (programs: Record<string, ProgramSource>, { storage, gpu, tuning }: Adapter): Plan =>
  plan(programs, storage, gpu.limits.maxStorageBufferBindingSize, tuning);

const GIB = 2 ** 30;

/**
 * Bytes that a run may take. Browsers do not tell how much memory a GPU has. An adapter that allows buffers of 2 GiB has
 * more than that; one that allows less is small. A GPU in the processor gets about half of the machine's memory.
 */
export function roomOf({ gpu, machineMemory = Infinity }: Adapter): number {
  const largest = gpu.limits.maxBufferSize;
  return Math.min(largest < 2 * GIB - 1 ? largest : Infinity, (machineMemory / 2) * GIB);
}

/**
 * Blocks to be made again: 0 for none, Infinity for all. Told nothing else, as few as fit. `keepBytes`: of the plan with
 * nothing made again. Throws `settings.size`, `gpu.limit`.
 */
export function recomputedBlocks(
  model: ProgramModel,
  settings: RunSettings,
  adapter: Adapter,
  shapes: RunShapes = PLAIN,
  keepBytes = (): number => planOf(runPrograms(model, settings, 0, withMostTexts(shapes)), adapter).bytes,
): number {
  const { recompute = 'auto' } = settings;
  if (recompute !== 'auto') return recompute === 'on' ? Infinity : 0;
  const excess = keepBytes() - roomOf(adapter);
  if (excess <= 0) return 0;
  const blocks = fewestBlocks(model, settings, adapter, shapes, excess);
  const fits = blocks !== Infinity && planOf(runPrograms(model, settings, blocks, withMostTexts(shapes)), adapter).bytes <= roomOf(adapter);
  return fits ? blocks : Infinity;
}

/** As few as save `excess` bytes of the largest step, which is planned for each number that is tried; Infinity if none do. */
function fewestBlocks(plain: ProgramModel, settings: RunSettings, adapter: Adapter, shapes: RunShapes, excess: number): number {
  const { model, steps } = runSteps(plain, settings, withMostTexts(shapes));
  const [largest] = steps.toSorted((a, b) => b.width * b.height - a.width * a.height || b.rows - a.rows);
  const bytes = (recompute: number): number => planOf({ micro: microProgram(model, { ...largest, recompute }) }, adapter).bytes;
  const most = bytes(0) - excess;
  return lowest(recomputeList(model, largest).length, (blocks) => bytes(blocks) <= most);
}

/** The lowest number from 1 to `most` that is enough, by halves; Infinity where none is. */
function lowest(most: number, enough: (count: number) => boolean): number {
  if (most === 0 || !enough(most)) return Infinity;
  let [short, high] = [0, most];
  while (high - short > 1) {
    const middle = (short + high) >> 1;
    if (enough(middle)) high = middle;
    else short = middle;
  }
  return high;
}
