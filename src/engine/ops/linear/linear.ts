/** @file Linear layers and matrix products: Y = act(X Wᵀ + bias + perSample) + residual, and the gradients. */
import { invariant } from '../../../failure';
import { channels, quads, rows, type Node, type Tensor } from '../../graph';
import { lineOf, type Dispatch, type OpDefinition, type Shader } from '../../op';
import activations from '../../wgsl/activations.wgsl?raw';
import { residualOf } from '../aliasing';
import { ACTIVATIONS, type Activation } from '../activation/kinds';
import columnSumSource from './column-sum.wgsl?raw';
import dwSource from './linear-dw.wgsl?raw';
import dxSource from './linear-dx.wgsl?raw';
import source from './linear.wgsl?raw';

export interface LinearOptions {
  /** [out] */
  bias?: Tensor;
  /** [samples, out]; the rows of x fall evenly to the samples */
  perSample?: Tensor;
  /** same shape as the result; added after the activation */
  residual?: Tensor;
  act?: Activation;
}

/** x [..., in], w [out, in] → [..., out]. Also the matrix product X Wᵀ of two activations. */
export function linear(x: Tensor, w: Tensor, options: LinearOptions = {}): Tensor {
  invariant(channels(x.shape) === channels(w.shape), () => `linear [${x.shape}] with [${w.shape}]`);
  const { bias = null, perSample = null, residual = null, act = 'none' } = options;
  const shape = [...x.shape.slice(0, -1), w.shape[0]];
  return x.graph.apply('linear', [x, w, bias, perSample, residual], { act }, [{ shape, dtype: x.dtype }])[0];
}

/** dy [..., out], w [out, in] → dx [..., in]; `residual` is added (a gradient from elsewhere). */
export function linearDx(dy: Tensor, w: Tensor, residual: Tensor | null = null): Tensor {
  const shape = [...dy.shape.slice(0, -1), channels(w.shape)];
  return dy.graph.apply('linear-dx', [dy, w, residual], {}, [{ shape, dtype: dy.dtype }])[0];
}

/** dy [..., out], x [..., in] → dw [out, in] */
export function linearDw(dy: Tensor, x: Tensor): Tensor {
  const shape = [channels(dy.shape), channels(x.shape)];
  return dy.graph.apply('linear-dw', [dy, x], {}, [{ shape, dtype: dy.dtype }])[0];
}

/** x [rows, n] → [groups, n], each the sum of rows / groups consecutive rows. `shape` names the result's shape. */
export function columnSum(x: Tensor, groups: number, shape: readonly number[]): Tensor {
  invariant(rows(x.shape) % groups === 0, () => `column sum of [${x.shape}] in ${groups} groups`);
  return x.graph.apply('column-sum', [x], { groups }, [{ shape, dtype: x.dtype }])[0];
}

const shader: Shader = { name: 'linear', source: activations + source };
const dxShader: Shader = { name: 'linear-dx', source: dxSource };
const dwShader: Shader = { name: 'linear-dw', source: dwSource };
const sumShader: Shader = { name: 'column-sum', source: columnSumSource };

const has = (tensor: Tensor | null): number => (tensor ? 1 : 0);
const tiles = (columns: number, lines: number): [number, number, number] => [
  Math.ceil(columns / 8),
  Math.ceil(lines / 8),
  1,
];

function lowerLinear({ inputs, outputs: [y], attrs }: Node): Dispatch[] {
  const [x, w, bias, sample, residual] = inputs as [Tensor, Tensor, ...(Tensor | null)[]];
  const m = rows(x.shape);
  const n = w.shape[0];
  const sampleRows = sample ? m / rows(sample.shape) : 1;
  const act = ACTIVATIONS[attrs.act as Activation];
  const uniforms = [m, n, quads(x.shape), sampleRows, has(bias), has(sample), has(residual), act];
  return [{ shader, bindings: [x, w, bias, sample, residual, y], weight: w, uniforms, groups: tiles(quads(y.shape), m / 8) }];
}

function lowerDx({ inputs, outputs: [dx] }: Node): Dispatch[] {
  const [dy, w, residual] = inputs as [Tensor, Tensor, Tensor | null];
  const m = rows(dy.shape);
  const { mode, bound } = residualOf(residual, dy);
  const uniforms = [m, channels(dy.shape), channels(w.shape), mode];
  return [{ shader: dxShader, bindings: [dy, w, bound, dx], weight: w, uniforms, groups: tiles(quads(w.shape), m / 8) }];
}

function lowerDw({ inputs, outputs: [dw] }: Node): Dispatch[] {
  const [dy, x] = inputs as [Tensor, Tensor];
  const uniforms = [rows(x.shape), channels(dy.shape), channels(x.shape)];
  return [{ shader: dwShader, bindings: [dy, x, dw], uniforms, groups: tiles(quads(x.shape), quads(dy.shape)) }];
}

function lowerColumnSum({ inputs: [x], outputs: [y], attrs }: Node): Dispatch[] {
  const groups = attrs.groups as number;
  const uniforms = [groups, rows(x!.shape) / groups, quads(x!.shape)];
  return [{ shader: sumShader, bindings: [x, y], uniforms, groups: lineOf(groups * quads(x!.shape)) }];
}

const product = (a: Tensor, columns: number): number => 2 * rows(a.shape) * channels(a.shape) * columns;

export const linearOps: OpDefinition[] = [
  { name: 'linear', lower: lowerLinear, flops: ({ inputs }) => product(inputs[0]!, inputs[1]!.shape[0]) },
  { name: 'linear-dx', lower: lowerDx, flops: ({ inputs }) => product(inputs[0]!, channels(inputs[1]!.shape)) },
  { name: 'linear-dw', lower: lowerDw, flops: ({ inputs }) => product(inputs[0]!, channels(inputs[1]!.shape)) },
  { name: 'column-sum', lower: lowerColumnSum, flops: ({ inputs }) => rows(inputs[0]!.shape) * channels(inputs[0]!.shape) },
];
