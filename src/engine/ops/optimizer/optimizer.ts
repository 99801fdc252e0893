/**
 * @file Gradient accumulation and AdamW on states.
 *
 * `scalars` f32 [8]: [0] loss scale, [1] and [2] running products of the betas (start 1), [3] updates applied,
 * [4] updates skipped, [5] skipped in a row.
 * `settings` f32 [12]: [0] rate, [1] beta1, [2] beta2, [3] eps, [4] weight decay, [5] clip mode (0 off, 1 by value,
 * 2 by norm), [6] clip value, [7] share of the distance by which each vector's norm goes to [8], [9] decay of the running
 * average (Polyak & Juditsky 1992), bounded by (1 + n) / (10 + n) after n updates as in TensorFlow's and diffusers' EMA.
 */
import { invariant } from '../../../failure';
import { quads, rows, sizeOf, type Node, type Tensor } from '../../graph';
import { f32, lineOf, type Dispatch, type OpDefinition, type Shader } from '../../op';
import accumulateSource from './accumulate.wgsl?raw';
import adamwSource from './adamw.wgsl?raw';
import decideSource from './decide.wgsl?raw';
import inspectSource from './inspect.wgsl?raw';
import settleSource from './settle.wgsl?raw';

export interface OptimizerStates {
  /** what is learned, [k, d]; the others of the same shape */
  vectors: Tensor;
  moment1: Tensor;
  moment2: Tensor;
  sum: Tensor;
  /** [8] */
  scalars: Tensor;
  /** running average of the vectors, of their shape */
  average?: Tensor;
}

/** Numbers of `settings`. */
export const UPDATE_SETTINGS = 12;
/** Where the norms begin in a verdict. */
export const VERDICT_NORMS = 8;

/** sum += grad * share / loss scale. grad f32 like sum; `share` is one over the micro batches of a step. */
export function accumulate(sum: Tensor, grad: Tensor, scalars: Tensor, share: number): void {
  invariant(String(sum.shape) === String(grad.shape) && grad.dtype === 'f32', () => `accumulate [${grad.shape}]`);
  sum.graph.apply('accumulate', [sum, grad, scalars], { share }, []);
}

/**
 * One update from `sum`, which is zeroed. A gradient that is not finite changes nothing but the scalars: the loss
 * scale is halved.
 * @returns verdict f32 [8 + k]: [0] 1 if applied, [1] norm clipping's factor, [4] updates skipped in a row, [5] norm of
 * the gradient before clipping (0 if not applied), from [8] on each vector's norm after the update
 */
export function adamw(states: OptimizerStates, settings: Tensor): Tensor {
  const { vectors, moment1, moment2, sum, scalars, average = null } = states;
  invariant(settings.shape[0] === UPDATE_SETTINGS, () => `settings [${settings.shape}]`);
  const outputs = [VERDICT_NORMS + rows(vectors.shape), 128].map((n) => ({ shape: [n], dtype: 'f32' as const }));
  return vectors.graph.apply('adamw', [vectors, moment1, moment2, sum, scalars, settings, average], {}, outputs)[0];
}

const shader = (name: string, source: string): Shader => ({ name, source });
const accumulateShader = shader('accumulate', accumulateSource);
const inspectShader = shader('adamw-inspect', inspectSource);
const decideShader = shader('adamw-decide', decideSource);
const adamwShader = shader('adamw', adamwSource);
const settleShader = shader('adamw-settle', settleSource);

const quadsOf = (tensor: Tensor): number => rows(tensor.shape) * quads(tensor.shape);

function lowerAccumulate({ inputs, attrs }: Node): Dispatch[] {
  const count = quadsOf(inputs[0]!);
  return [{ shader: accumulateShader, bindings: inputs, uniforms: [count, f32(attrs.share as number)], groups: lineOf(count) }];
}

function lowerAdamw({ inputs, outputs: [verdict, findings] }: Node): Dispatch[] {
  const [vectors, moment1, moment2, sum, scalars, settings, average] = inputs;
  const count = quadsOf(vectors!);
  const update = [vectors, moment1, moment2, sum, settings, verdict];
  const sizes = [rows(vectors!.shape), quads(vectors!.shape), average ? 1 : 0];
  return [
    { shader: inspectShader, bindings: [sum, findings], uniforms: [count], groups: [1, 1, 1] },
    { shader: decideShader, bindings: [findings, settings, scalars, verdict], uniforms: [], groups: [1, 1, 1] },
    { shader: adamwShader, bindings: update, uniforms: [count], groups: lineOf(count) },
    { shader: settleShader, bindings: [vectors, average, settings, verdict], uniforms: sizes, groups: lineOf(sizes[0]) },
  ];
}

const flops = ({ inputs }: Node): number => 17 * sizeOf(inputs[0]!.shape);

export const optimizerOps: OpDefinition[] = [
  { name: 'accumulate', lower: lowerAccumulate, flops, writesState: true },
  { name: 'adamw', lower: lowerAdamw, flops, writesState: true },
];
