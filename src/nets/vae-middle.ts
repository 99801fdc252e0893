/** @file The lowest level of the VAE: residual block, attention over all pixels with one head, residual block. */
import { channels, type Tensor } from '../engine/graph';
import { attention } from '../engine/ops/attention/attention';
import { groupNorm, linear, toPixels, toTokens, type GroupNormConfig } from './layers';
import { resnet } from './resnet';
import type { Scope } from './scope';

/** x [b, h, w, c] → [b, h, w, c] */
export function vaeMiddle(scope: Scope, x: Tensor, norm: GroupNormConfig): Tensor {
  const c = channels(x.shape);
  const first = resnet(scope.at('resnets.0'), x, c, norm);
  return resnet(scope.at('resnets.1'), pixelAttention(scope.at('attentions.0'), first, norm), c, norm);
}

function pixelAttention(scope: Scope, x: Tensor, norm: GroupNormConfig): Tensor {
  const c = channels(x.shape);
  const tokens = toTokens(groupNorm(scope.at('group_norm'), x, norm));
  const [q, k, v] = ['to_q', 'to_k', 'to_v'].map((name) => linear(scope.at(name), tokens, c));
  return toPixels(linear(scope.at('to_out.0'), attention(q, k, v, { heads: 1 }), c, { residual: toTokens(x) }), x);
}
