/** @file The config.json of a VAE as diffusers would write it, from the shapes of its tensors. */
import type { ComponentTensors } from '../checkpoint';
import { groupsFor, Shapes } from './shapes';

/** Of SD 1.x's and 2.x's VAEs. No shape tells: the one of SDXL looks the same and has 0.13025. */
const SCALE = 0.18215;

const resnet = (level: number, layer: number): string => `encoder.down_blocks.${level}.resnets.${layer}.conv1.weight`;

/** `tensors` under today's names. Throws `model.tensor-missing`, `model.tensor-shape`, `model.config`. */
export function vaeConfig(tensors: ComponentTensors): object {
  const shapes = new Shapes('vae', tensors);
  const count = Math.max(1, shapes.count('block_out_channels', (level) => resnet(level, 0)));
  const channels = Array.from({ length: count }, (_, level) => shapes.size(resnet(level, 0), 0));
  return {
    _class_name: 'AutoencoderKL',
    act_fn: 'silu',
    block_out_channels: channels,
    down_block_types: channels.map(() => 'DownEncoderBlock2D'),
    in_channels: shapes.size('encoder.conv_in.weight', 1),
    latent_channels: shapes.size('decoder.conv_in.weight', 1),
    layers_per_block: shapes.count('layers_per_block', (layer) => resnet(0, layer)),
    norm_num_groups: groupsFor(channels),
    out_channels: shapes.size('decoder.conv_out.weight', 0),
    scaling_factor: SCALE,
    up_block_types: channels.map(() => 'UpDecoderBlock2D'),
  };
}
