/** @file Layers with their weights: each asks its scope for `weight` and `bias` as PyTorch names them. */
import type { Tensor } from '../engine/graph';
import { channels } from '../engine/graph';
import { conv3x3, type ConvOptions } from '../engine/ops/conv/conv';
import { geglu } from '../engine/ops/geglu/geglu';
import { groupNorm as groupNormOp } from '../engine/ops/group-norm/group-norm';
import { layerNorm as layerNormOp } from '../engine/ops/layer-norm/layer-norm';
import { linear as linearOp, type LinearOptions } from '../engine/ops/linear/linear';
import type { Scope } from './scope';

/** x [..., in] → [..., out]. Also a 1×1 convolution: the same bytes. */
export function linear(scope: Scope, x: Tensor, out: number, options: Omit<LinearOptions, 'bias'> = {}): Tensor {
  return linearOp(x, scope.weight('weight', out, channels(x.shape)), { ...options, bias: scope.weight('bias', out) });
}

/** x [..., in] → [..., out] without a bias. */
export function project(scope: Scope, x: Tensor, out: number): Tensor {
  return linearOp(x, scope.weight('weight', out, channels(x.shape)));
}

/** x [..., in] → [..., out]: GEGLU of a layer of twice as many channels. */
export function gated(scope: Scope, x: Tensor, out: number): Tensor {
  return geglu(x, scope.weight('weight', 2 * out, channels(x.shape)), scope.weight('bias', 2 * out));
}

/** x [b, h, w, in] → [b, h', w', out], kernel 3×3. */
export function conv(scope: Scope, x: Tensor, out: number, options: Omit<ConvOptions, 'bias'> = {}): Tensor {
  const weight = scope.weight('weight', out, 3, 3, channels(x.shape));
  return conv3x3(x, weight, { ...options, bias: scope.weight('bias', out) });
}

export interface GroupNormConfig {
  groups: number;
  eps: number;
}

export function groupNorm(scope: Scope, x: Tensor, { groups, eps }: GroupNormConfig, silu = false): Tensor {
  const c = channels(x.shape);
  return groupNormOp(x, scope.weight('weight', c), scope.weight('bias', c), { groups, eps, silu });
}

export function layerNorm(scope: Scope, x: Tensor, eps = 1e-5): Tensor {
  const c = channels(x.shape);
  return layerNormOp(x, scope.weight('weight', c), scope.weight('bias', c), eps);
}

/** [b, h, w, c] → [b, h·w, c] */
export const toTokens = (x: Tensor): Tensor =>
  x.graph.reshape(x, [x.shape[0], x.shape[1] * x.shape[2], x.shape[3]]);

/** [b, h·w, c] → the shape of `like` */
export const toPixels = (x: Tensor, like: Tensor): Tensor => x.graph.reshape(x, like.shape);
