/** @file The config.json of a UNet as diffusers would write it, from the shapes of its tensors. */
import type { ComponentTensors } from '../checkpoint';
import { groupsFor, Shapes } from './shapes';

/** SD 1.x has eight heads at every level. */
const HEADS = 8;
/** SD 2.x has heads of 64 channels. */
const HEAD_WIDTH = 64;

const resnet = (block: string, layer: number): string => `${block}.resnets.${layer}.conv1.weight`;
const attention = (block: string): string => `${block}.attentions.0.norm.weight`;
const down = (level: number): string => `down_blocks.${level}`;

/**
 * `tensors` under today's names. Heads cannot be seen in shapes: linear projections around the transformers are SD 2.x's,
 * convolutions SD 1.x's. `sampleSize`: latent pixels on a side of what it was trained on, which no shape tells.
 * Throws `model.tensor-missing`, `model.tensor-shape`, `model.config`.
 */
export function unetConfig(tensors: ComponentTensors, sampleSize: number): object {
  const shapes = new Shapes('unet', tensors);
  const channels = levelChannels(shapes);
  const levels = channels.map((_, level) => level);
  const attends = (block: string): boolean => shapes.has(attention(block));
  const linear = shapes.of(`${firstTransformer(shapes)}.proj_in.weight`).length === 2;
  return {
    _class_name: 'UNet2DConditionModel',
    ...FIXED,
    attention_head_dim: linear ? channels.map(headsOfWidth) : HEADS,
    block_out_channels: channels,
    cross_attention_dim: shapes.size(`${firstTransformer(shapes)}.transformer_blocks.0.attn2.to_k.weight`, 1),
    down_block_types: levels.map((level) => (attends(down(level)) ? 'CrossAttnDownBlock2D' : 'DownBlock2D')),
    in_channels: shapes.size('conv_in.weight', 1),
    layers_per_block: shapes.count('layers_per_block', (layer) => resnet(down(0), layer)),
    norm_num_groups: groupsFor(channels),
    out_channels: shapes.size('conv_out.weight', 0),
    sample_size: sampleSize,
    ...depths(shapes, levels),
    up_block_types: levels.map((level) => (attends(`up_blocks.${level}`) ? 'CrossAttnUpBlock2D' : 'UpBlock2D')),
    use_linear_projection: linear,
  };
}

const FIXED = {
  act_fn: 'silu',
  center_input_sample: false,
  downsample_padding: 1,
  flip_sin_to_cos: true,
  freq_shift: 0,
  mid_block_scale_factor: 1,
  norm_eps: 1e-5,
};

function levelChannels(shapes: Shapes): number[] {
  const count = shapes.count('block_out_channels', (level) => resnet(down(level), 0));
  return Array.from({ length: Math.max(count, 1) }, (_, level) => shapes.size(resnet(down(level), 0), 0));
}

const headsOfWidth = (channels: number): number => Math.max(1, Math.floor(channels / HEAD_WIDTH));

/** The middle block always has one. */
const firstTransformer = (shapes: Shapes): string => (shapes.has(attention(down(0))) ? `${down(0)}.attentions.0` : 'mid_block.attentions.0');

/** One block in each transformer needs no word. */
function depths(shapes: Shapes, levels: number[]): object {
  const depth = (level: number): number =>
    Math.max(1, shapes.count('transformer_layers_per_block', (block) => `${down(level)}.attentions.0.transformer_blocks.${block}.norm1.weight`));
  const all = levels.map(depth);
  return all.every((count) => count === 1) ? {} : { transformer_layers_per_block: all };
}
