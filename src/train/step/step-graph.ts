/** @file One step of training as two programs: `micro` adds a batch's gradient to the sum, `update` is AdamW. */
import { gradients } from '../../engine/gradients';
import { Graph, sizeOf, type Tensor } from '../../engine/graph';
import { recomputeOrder, type Worth } from '../../engine/recompute-order';
import { accumulate, adamw, UPDATE_SETTINGS, type OptimizerStates } from '../../engine/ops/optimizer/optimizer';
import type { ProgramSource } from '../../engine/schedule';
import type { ModelConfig } from '../../nets/model';
import { trainGraph, type PromptSize, type TrainSize } from '../../nets/programs';

export interface StepExtras {
  /** micro batches of one update */
  accumulate: number;
  /** blocks of the UNet's transformers that are run again in the backward pass: 7/8 of what a step keeps lies in them */
  recompute?: number;
}

export type StepSize = TrainSize & StepExtras;

/**
 * `micro`: inputs of `trainGraph`, output losses [b]. `update`: input settings as `updateRules` makes them, output the
 * verdict of `adamw`. States: vectors, moment1, moment2, sum [k, d], scalars [8], and ema [k, d] where averaged.
 */
export function stepGraphs(model: ModelConfig, size: StepSize): { micro: ProgramSource; update: ProgramSource } {
  return { micro: microProgram(model, size), update: updateProgram(model, size) };
}

/** What is learned: `vectors`, and whether their running average is kept in the state `ema`. */
export type LearnedSize = Pick<PromptSize, 'vectors' | 'averaged'>;

/** One batch's gradient, added to the sum. */
export function microProgram(model: ModelConfig, size: StepSize): ProgramSource {
  const { recompute = 0 } = size;
  if (recompute === 0) return keepingAll(model, size).source;
  return stepProgram(model, size, new Set(recomputeList(model, size).slice(0, recompute).map(({ block }) => block))).source;
}

/** What may be made again, the best of it first. */
export function recomputeList(model: ModelConfig, size: StepSize): Worth[] {
  const { source, losses } = keepingAll(model, size);
  return recomputeOrder(source, losses);
}

const keepingAll = (model: ModelConfig, size: StepSize) => stepProgram(model, size, new Set());

function stepProgram(model: ModelConfig, size: StepSize, again: ReadonlySet<number>): { source: ProgramSource; losses: Tensor } {
  const { graph, losses, vectors } = trainGraph(model, { ...size, averaged: false });
  const { sum, scalars } = statesOf(graph, vectors.shape, false);
  const [gradient] = gradients(losses, scalars, [vectors], again);
  accumulate(sum, gradient, scalars, 1 / size.accumulate);
  return { source: { graph, outputs: { losses } }, losses };
}

/** AdamW on the vectors, and their average. */
export function updateProgram({ text }: Pick<ModelConfig, 'text'>, { vectors, averaged = false }: LearnedSize): ProgramSource {
  const graph = new Graph();
  const shape = [vectors, text.width];
  const settings = graph.input('settings', [UPDATE_SETTINGS], 'f32');
  return { graph, outputs: { verdict: adamw(statesOf(graph, shape, averaged), settings) } };
}

function statesOf(graph: Graph, shape: readonly number[], averaged: boolean): OptimizerStates {
  const like = (name: string): Tensor => graph.state(name, shape);
  const [vectors, moment1, moment2, sum] = ['vectors', 'moment1', 'moment2', 'sum'].map(like);
  return { vectors, moment1, moment2, sum, scalars: graph.state('scalars', [8]), average: averaged ? like('ema') : undefined };
}

/** The scalar state of a new run: loss scale, products of the betas, counters. */
export const startScalars = (size: TrainSize, channels: number): Float32Array =>
  Float32Array.of(lossScale(sizeOf([size.batch, size.height, size.width, channels])), 1, 1, 0, 0, 0, 0, 0);

/** The power of two nearest the target's element count, by ratio: gradients of a mean are that much too small. */
const lossScale = (elements: number): number => 2 ** Math.round(Math.log2(elements));

