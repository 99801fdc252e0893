/** @file What a run takes on the GPU: exact bytes from its plan, and whether activations are made again to save some. */
import { lend } from '../../engine/lend';
import type { Plan } from '../../engine/plan';
import { decodeProgram } from '../../nets/programs';
import { splitName } from '../../nets/scope';
import { runPrograms } from './programs';
import { textsOf, withMostTexts, type ProgramModel, type RunShapes } from './run-steps';
import { planOf, recomputedBlocks, roomOf, type Adapter } from './recompute';
import { PLAIN } from '../prompts/prompt-shapes';
import type { RunSettings } from '../settings';
import { previewSize } from '../size';

export interface RunMemory {
  /** while training */
  bytes: number;
  /** at most, while a preview is decoded */
  previewBytes: number;
  /** `bytes` without recompute, and with as much of it as there is; of the programs with the most texts alone */
  keepBytes: number;
  recomputeBytes: number;
  /** some blocks are made again, or all */
  recompute: boolean;
  /** the adapter may have too little for `keepBytes` */
  tight: boolean;
  parts: { text: number; unet: number; vae: number; activations: number };
  /** that are compiled: some for each size of pictures, length of prompts and number of texts */
  programs: number;
}

/** Throws `settings.size`, `gpu.limit`. */
export function runMemory(model: ProgramModel, settings: RunSettings, adapter: Adapter, shapes: RunShapes = PLAIN): RunMemory {
  const planned = (blocks: number, of = withMostTexts(shapes)): Plan => planOf(runPrograms(model, settings, blocks, of), adapter);
  const known = new Map([0, Infinity].map((blocks) => [blocks, planned(blocks)]));
  const [kept, again] = known.values();
  const blocks = recomputedBlocks(model, settings, adapter, shapes, () => kept.bytes);
  const alone = textsOf(settings, shapes).length === 1;
  const chosen = (alone ? known.get(blocks) : undefined) ?? planned(blocks, shapes);
  const decoder = decoderPlan(model, settings, adapter);
  return {
    bytes: chosen.bytes,
    previewBytes: chosen.bytes + decoder.bytes - borrowed(decoder, chosen),
    keepBytes: kept.bytes,
    recomputeBytes: again.bytes,
    recompute: blocks > 0,
    tight: kept.bytes > roomOf(adapter),
    parts: partsOf(chosen, decoder),
    programs: chosen.programs.size,
  };
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
