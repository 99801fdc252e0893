/**
 * @file CLIP's text encoder (Radford et al. 2021; OpenCLIP's differs in the activation only): pre-norm transformer
 * with a causal mask. The token table is not here: rows come from the host (token-table.ts).
 */
import type { Tensor } from '../engine/graph';
import { activation } from '../engine/ops/activation/activation';
import { attention } from '../engine/ops/attention/attention';
import { add } from '../engine/ops/elementwise/elementwise';
import type { TextConfig } from './config';
import { layerNorm, linear } from './layers';
import type { Scope } from './scope';

/**
 * Which layer's output is used, counted from the end: 1 is the last, 2 the one before (A1111's "clip skip", as anime
 * models are trained). All go through the final norm.
 */
export type Skip = number;

/** tokens [b, positions, width], learned vectors already in place → [b, positions, width] */
export function clipText(scope: Scope, tokens: Tensor, config: TextConfig, skip: Skip): Tensor {
  const model = scope.at('text_model');
  const table = model.at('embeddings.position_embedding').weight('weight', config.positions, config.width);
  let x = add(tokens, table);
  for (let i = 0; i < config.layers + 1 - skip; i++) x = layer(model.at('encoder.layers').at(i), x, config);
  return layerNorm(model.at('final_layer_norm'), x, config.eps);
}

function layer(scope: Scope, x: Tensor, config: TextConfig): Tensor {
  const attended = selfAttention(scope.at('self_attn'), layerNorm(scope.at('layer_norm1'), x, config.eps), x, config);
  const normed = layerNorm(scope.at('layer_norm2'), attended, config.eps);
  const hidden = activation(linear(scope.at('mlp.fc1'), normed, config.inner), config.act);
  return linear(scope.at('mlp.fc2'), hidden, config.width, { residual: attended });
}

function selfAttention(scope: Scope, x: Tensor, residual: Tensor, { width, heads }: TextConfig): Tensor {
  const [q, k, v] = ['q_proj', 'k_proj', 'v_proj'].map((name) => linear(scope.at(name), x, width));
  return linear(scope.at('out_proj'), attention(q, k, v, { heads, causal: true }), width, { residual });
}
