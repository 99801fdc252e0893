/**
 * @file The text encoder of SD 2.x's single files: OpenCLIP's names. Queries, keys and values are stacked in one matrix,
 * `in_proj`; split, they are row ranges of it, so that nothing is copied. The last layer is not used by SD 2.x: it is
 * left out, as in diffusers folders, so that the last layer there is the one that conditions.
 * Source: open_clip's transformer.py; diffusers' convert_from_ckpt.py.
 */
import { rowRange, type TensorPlace } from '../../nets/weight-file';

/** Layers of ViT-H, SD 2.x's encoder. Files made from a folder may have lost the last one already: 23. */
const VIT_H = { width: 1024, layers: 24 };

const PARTS: Readonly<Record<string, string>> = {
  ln_1: 'layer_norm1',
  ln_2: 'layer_norm2',
  'mlp.c_fc': 'mlp.fc1',
  'mlp.c_proj': 'mlp.fc2',
  'attn.out_proj': 'self_attn.out_proj',
};
const STACKED = ['q_proj', 'k_proj', 'v_proj'];

const LAYER = /^transformer\.resblocks\.(\d+)\.(.+?)[._](weight|bias)$/;

/** What OpenCLIP has and SD does not use. */
const UNUSED = /^(text_projection|logit_scale|attn_mask|visual\..*)$/;

export interface Named {
  /** today's name */
  name: string;
  place: TensorPlace;
}

/** How many layers of the file are used. `names` without prefix. */
export function usedLayers(names: Iterable<string>, width: number): number {
  let layers = 0;
  for (const name of names) layers = Math.max(layers, Number(LAYER.exec(name)?.[1] ?? -1) + 1);
  const last = width === VIT_H.width ? VIT_H.layers - 1 : layers - 1;
  return Math.min(layers, last);
}

/** `name` without prefix. No tensors: known and not used. Undefined: not known. */
export function openClipTensors(name: string, place: TensorPlace, layers: number): Named[] | undefined {
  if (UNUSED.test(name)) return [];
  const [, index, part, kind] = LAYER.exec(name) ?? [];
  if (kind === undefined) return outerTensors(name, place);
  if (Number(index) >= layers) return [];
  const layer = `text_model.encoder.layers.${Number(index)}.`;
  if (part === 'attn.in_proj') return split(`${layer}self_attn.`, kind, place);
  return Object.hasOwn(PARTS, part) ? [{ name: `${layer}${PARTS[part]}.${kind}`, place }] : undefined;
}

function outerTensors(name: string, place: TensorPlace): Named[] | undefined {
  if (name === 'token_embedding.weight') return [{ name: 'text_model.embeddings.token_embedding.weight', place }];
  if (name === 'positional_embedding') return [{ name: 'text_model.embeddings.position_embedding.weight', place }];
  if (/^ln_final\.(weight|bias)$/.test(name)) return [{ name: `text_model.${name.replace('ln_final', 'final_layer_norm')}`, place }];
  return undefined;
}

function split(attention: string, kind: string, place: TensorPlace): Named[] | undefined {
  const rows = place.entry.shape[0];
  if (!rows || rows % STACKED.length) return undefined;
  const each = rows / STACKED.length;
  return STACKED.map((part, i) => ({ name: `${attention}${part}.${kind}`, place: rowRange(place, i * each, (i + 1) * each) }));
}
