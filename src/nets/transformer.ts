/** @file The UNet's spatial transformer: pixels attend to each other, then to the text. */
import { channels, type DType, type Tensor } from '../engine/graph';
import { attention } from '../engine/ops/attention/attention';
import { cast } from '../engine/ops/elementwise/elementwise';
import { gated, groupNorm, layerNorm, linear, project, toPixels, toTokens } from './layers';
import type { Scope } from './scope';

export interface TransformerConfig {
  heads: number;
  /** number of blocks */
  depth: number;
  groups: number;
}

/**
 * x [b, h, w, c], context [b, tokens, cross] → [b, h, w, c]. A context in f32 is narrowed only as keys and values,
 * so that its gradients, from all transformers, add up in f32. `proj_in` and `proj_out` are 1×1 convolutions in SD 1.x
 * and linear layers in SD 2.x: the same arithmetic on the same bytes. The norm's eps is 1e-6 whatever the UNet's is.
 */
export function transformer(scope: Scope, x: Tensor, context: Tensor, { heads, depth, groups }: TransformerConfig): Tensor {
  const c = channels(x.shape);
  const normed = groupNorm(scope.at('norm'), x, { groups, eps: 1e-6 });
  let tokens = linear(scope.at('proj_in'), toTokens(normed), c);
  for (let i = 0; i < depth; i++) tokens = block(scope.at('transformer_blocks').at(i), tokens, context, heads);
  return toPixels(linear(scope.at('proj_out'), tokens, c, { residual: toTokens(x) }), x);
}

/** Making self-attention again costs more than all that follows it, so what follows is a block of its own. */
function block(scope: Scope, x: Tensor, context: Tensor, heads: number): Tensor {
  const normed = layerNorm(scope.at('norm1'), x);
  const self = attend(scope.at('attn1'), normed, normed, x, heads);
  return x.graph.block(() => {
    const cross = attend(scope.at('attn2'), layerNorm(scope.at('norm2'), self), context, self, heads);
    return feedForward(scope.at('ff.net'), layerNorm(scope.at('norm3'), cross), cross);
  });
}

/** Keys and values of the text's 77 tokens are small, and belong to no block. */
function attend(scope: Scope, x: Tensor, context: Tensor, residual: Tensor, heads: number): Tensor {
  const c = channels(x.shape);
  const q = project(scope.at('to_q'), x, c);
  const keysAndValues = (): Tensor[] => ['to_k', 'to_v'].map((name) => as(project(scope.at(name), context, c), x.dtype));
  const [k, v] = context === x ? keysAndValues() : x.graph.outside(keysAndValues);
  return linear(scope.at('to_out.0'), attention(q, k, v, { heads }), c, { residual });
}

const as = (x: Tensor, dtype: DType): Tensor => (x.dtype === dtype ? x : cast(x, dtype));

function feedForward(scope: Scope, x: Tensor, residual: Tensor): Tensor {
  const c = channels(x.shape);
  return linear(scope.at(2), gated(scope.at('0.proj'), x, 4 * c), c, { residual });
}
