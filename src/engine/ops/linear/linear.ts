/** @file Linear layers and matrix products: Y = act(X Wᵀ + bias + perSample) + residual, and the gradients. */
import { invariant } from '../../../failure';
import { channels, rows, type Tensor } from '../../graph';
import type { OpDefinition } from '../../op';
import type { Activation } from '../activation/kinds';
import { lowerColumnSum, lowerDw, lowerDx, lowerLinear } from './lower';

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

/** Floating-point operations of a [..., k] with k × columns. */
export const product = (a: Tensor, columns: number): number => 2 * rows(a.shape) * channels(a.shape) * columns;

export const linearOps: OpDefinition[] = [
  { name: 'linear', lower: lowerLinear, flops: ({ inputs }) => product(inputs[0]!, inputs[1]!.shape[0]) },
  { name: 'linear-dx', lower: lowerDx, flops: ({ inputs }) => product(inputs[0]!, channels(inputs[1]!.shape)) },
  { name: 'linear-dw', lower: lowerDw, flops: ({ inputs }) => product(inputs[0]!, channels(inputs[1]!.shape)) },
  { name: 'column-sum', lower: lowerColumnSum, flops: ({ inputs }) => rows(inputs[0]!.shape) * channels(inputs[0]!.shape) },
];
