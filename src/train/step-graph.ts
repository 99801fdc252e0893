/** @file One step of training as two programs: `micro` adds a batch's gradient to the sum, `update` is AdamW. */
import { gradients } from '../engine/gradients';
import { Graph, sizeOf, type Tensor } from '../engine/graph';
import { accumulate, adamw, type OptimizerStates } from '../engine/ops/optimizer/optimizer';
import type { ProgramSource } from '../engine/schedule';
import type { ModelConfig } from '../nets/model';
import { trainGraph, type TrainSize } from '../nets/programs';
import type { ClipSettings } from './settings';

export interface StepExtras {
  /** micro batches of one update */
  accumulate: number;
  /** the UNet's transformers are run again in the backward pass: 7/8 of what a step keeps lies in them */
  recompute?: boolean;
}

export type StepSize = TrainSize & StepExtras;

/**
 * `micro`: inputs of `trainGraph`, output losses [b]. `update`: input settings [8], output verdict [8]
 * (0: 1 if applied; 4: updates skipped in a row). States: vectors, moment1, moment2, sum [k, d], scalars [8].
 */
export function stepGraphs(model: ModelConfig, size: StepSize): { micro: ProgramSource; update: ProgramSource } {
  return { micro: microProgram(model, size), update: updateProgram(model, size.vectors) };
}

/** One batch's gradient, added to the sum. */
export function microProgram(model: ModelConfig, size: StepSize): ProgramSource {
  const { graph, losses, vectors } = trainGraph(model, size);
  const { sum, scalars } = statesOf(graph, vectors.shape);
  const [gradient] = gradients(losses, scalars, [vectors], size.recompute ? ['transformer'] : []);
  accumulate(sum, gradient, scalars, 1 / size.accumulate);
  return { graph, outputs: { losses } };
}

/** AdamW on the vectors. */
export function updateProgram({ text }: Pick<ModelConfig, 'text'>, vectors: number): ProgramSource {
  const graph = new Graph();
  const shape = [vectors, text.width];
  const settings = graph.input('settings', [8], 'f32');
  return { graph, outputs: { verdict: adamw(statesOf(graph, shape), settings) } };
}

function statesOf(graph: Graph, shape: readonly number[]): OptimizerStates {
  const like = (name: string): Tensor => graph.state(name, shape);
  const [vectors, moment1, moment2, sum] = ['vectors', 'moment1', 'moment2', 'sum'].map(like);
  return { vectors, moment1, moment2, sum, scalars: graph.state('scalars', [8]) };
}

/** The scalar state of a new run: loss scale, products of the betas, counters. */
export const startScalars = (size: TrainSize, channels: number): Float32Array =>
  Float32Array.of(lossScale(sizeOf([size.batch, size.height, size.width, channels])), 1, 1, 0, 0, 0, 0, 0);

/** The power of two nearest the target's element count, by ratio: gradients of a mean are that much too small. */
const lossScale = (elements: number): number => 2 ** Math.round(Math.log2(elements));

const BETAS = [0.9, 0.999] as const;
const EPSILON = 1e-8;
const CLIP_MODES = { off: 0, value: 1, norm: 2 } as const;

/** AdamW's settings of one step, as the `update` program wants them. Decay is off: a word's length is learned too. */
export const updateSettings = (rate: number, clip: ClipSettings, decay = 0): Float32Array =>
  Float32Array.of(rate, ...BETAS, EPSILON, decay, CLIP_MODES[clip.mode], clip.value, 0);
