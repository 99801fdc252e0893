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
import { behind } from './positions';
import type { Scope } from './scope';

/**
 * Which layer's output is used, counted from the end: 1 is the last, 2 the one before (A1111's "clip skip", as anime
 * models are trained). All go through the final norm.
 */
export type Skip = number;

/** tokens [b, positions, width], learned vectors already in place → [b, positions, width] */
export const clipText = (scope: Scope, tokens: Tensor, config: TextConfig, skip: Skip): Tensor =>
  encodeParts(scope, [embedded(scope, tokens, config)], config, skip)[0];

/** + the table of positions */
export function embedded(scope: Scope, tokens: Tensor, config: TextConfig): Tensor {
  const table = scope.at('text_model.embeddings.position_embedding').weight('weight', config.positions, config.width);
  return add(tokens, table);
}

/** Parts of the same texts that lie behind each other, [b, n_i, width] each: no part sees a later one. → as given */
export function encodeParts(scope: Scope, parts: readonly Tensor[], config: TextConfig, skip: Skip): readonly Tensor[] {
  const model = scope.at('text_model');
  let all = parts;
  for (let i = 0; i < config.layers + 1 - skip; i++) all = layer(model.at('encoder.layers').at(i), all, config);
  return all.map((x) => layerNorm(model.at('final_layer_norm'), x, config.eps));
}

function layer(scope: Scope, parts: readonly Tensor[], config: TextConfig): Tensor[] {
  const normed = parts.map((x) => layerNorm(scope.at('layer_norm1'), x, config.eps));
  const attended = selfAttention(scope.at('self_attn'), normed, config);
  return attended.map((x, i) => feedForward(scope, linear(scope.at('self_attn.out_proj'), x, config.width, { residual: parts[i] }), config));
}

/** Each part asks itself and those before it. */
function selfAttention(scope: Scope, parts: readonly Tensor[], { width, heads }: TextConfig): Tensor[] {
  const [q, k, v] = ['q_proj', 'k_proj', 'v_proj'].map((name) => parts.map((x) => linear(scope.at(name), x, width)));
  return q.map((asks, i) => attention(asks, behind(k.slice(0, i + 1)), behind(v.slice(0, i + 1)), { heads, causal: true }));
}

function feedForward(scope: Scope, x: Tensor, config: TextConfig): Tensor {
  const hidden = activation(linear(scope.at('mlp.fc1'), layerNorm(scope.at('layer_norm2'), x, config.eps), config.inner), config.act);
  return linear(scope.at('mlp.fc2'), hidden, config.width, { residual: x });
}
