/** @file The config.json of a text encoder as transformers would write it, from the shapes of its tensors. */
import type { ComponentTensors } from '../checkpoint';
import { Shapes } from './shapes';

const HEAD_WIDTH = 64;
const SMALL_HEAD_WIDTH = 8;

const LAYERS = 'text_model.encoder.layers';

/** `tensors` under today's names. Throws `model.tensor-missing`, `model.tensor-shape`, `model.config`. */
export function textConfig(tensors: ComponentTensors, act: 'quick_gelu' | 'gelu'): object {
  const shapes = new Shapes('text_encoder', tensors);
  const width = shapes.size('text_model.embeddings.token_embedding.weight', 1);
  return {
    architectures: ['CLIPTextModel'],
    model_type: 'clip_text_model',
    hidden_act: act,
    hidden_size: width,
    intermediate_size: shapes.size(`${LAYERS}.0.mlp.fc1.weight`, 0),
    layer_norm_eps: 1e-5,
    max_position_embeddings: shapes.size('text_model.embeddings.position_embedding.weight', 0),
    num_attention_heads: headCount(width),
    num_hidden_layers: shapes.count('num_hidden_layers', (layer) => `${LAYERS}.${layer}.mlp.fc1.weight`),
    vocab_size: shapes.size('text_model.embeddings.token_embedding.weight', 0),
  };
}

/** No shape tells. All of CLIP have heads of 64 channels; where that does not divide, it is a miniature with heads of 8. */
function headCount(width: number): number {
  if (width % HEAD_WIDTH === 0) return width / HEAD_WIDTH;
  return width % SMALL_HEAD_WIDTH === 0 ? width / SMALL_HEAD_WIDTH : 1;
}
