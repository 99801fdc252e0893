/**
 * @file What a model's config.json files say, as far as this family of networks uses it. Fields that are missing get
 * the defaults of diffusers and transformers; a value this code is not written for is a failure, never ignored.
 */
import { Fields } from './fields';

export interface TextConfig {
  width: number;
  layers: number;
  heads: number;
  /** width of the hidden layer of the MLP */
  inner: number;
  act: 'quick_gelu' | 'gelu';
  /** tokens of a prompt with its marks: 77 */
  positions: number;
  vocabulary: number;
  eps: number;
}

/** One resolution of the UNet, from the finest to the coarsest. */
export interface UnetLevel {
  channels: number;
  heads: number;
  /** transformer blocks in each attention */
  depth: number;
  attentionDown: boolean;
  attentionUp: boolean;
}

export interface UnetConfig {
  inChannels: number;
  outChannels: number;
  levels: UnetLevel[];
  /** residual blocks of a down block; an up block has one more */
  layers: number;
  /** width of the text encoder's output */
  cross: number;
  groups: number;
  eps: number;
  /** latent pixels on a side of what it was trained on */
  sampleSize: number;
}

export interface VaeConfig {
  imageChannels: number;
  latentChannels: number;
  channels: number[];
  layers: number;
  groups: number;
  /** the UNet's latents are the encoder's mean times this */
  scale: number;
}

export type Prediction = 'epsilon' | 'v_prediction';

/** Betas are evenly spaced in their square roots (`scaled_linear`), as all of this family have them. */
export interface ScheduleConfig {
  timesteps: number;
  betaStart: number;
  betaEnd: number;
  prediction: Prediction;
}

export function readTextConfig(path: string, text: string): TextConfig {
  const fields = Fields.parse(path, text);
  const width = fields.count('hidden_size', 512);
  const heads = fields.count('num_attention_heads', 8);
  if (width % heads) fields.fail('num_attention_heads');
  return {
    width,
    heads,
    layers: fields.count('num_hidden_layers', 12),
    inner: fields.count('intermediate_size', 2048),
    act: fields.choice('hidden_act', ['quick_gelu', 'gelu'], 'quick_gelu'),
    positions: fields.count('max_position_embeddings', 77),
    vocabulary: fields.count('vocab_size', 49408),
    eps: fields.number('layer_norm_eps', 1e-5),
  };
}

export function readUnetConfig(path: string, text: string): UnetConfig {
  const fields = Fields.parse(path, text);
  expectPlainUnet(fields);
  return {
    inChannels: fields.count('in_channels', 4),
    outChannels: fields.count('out_channels', 4),
    levels: readLevels(fields),
    layers: fields.count('layers_per_block', 2),
    cross: fields.count('cross_attention_dim', 1280),
    groups: fields.count('norm_num_groups', 32),
    eps: fields.number('norm_eps', 1e-5),
    sampleSize: fields.count('sample_size', 64),
  };
}

/** What SDXL, upscalers and other relatives have, and SD 1.x and 2.x do not. */
function expectPlainUnet(fields: Fields): void {
  fields.expect('act_fn', 'silu', 'swish');
  fields.expect('center_input_sample', false);
  fields.expect('downsample_padding', 1);
  fields.expect('flip_sin_to_cos', true);
  fields.expect('freq_shift', 0);
  fields.expect('mid_block_scale_factor', 1);
  fields.expect('mid_block_type', 'UNetMidBlock2DCrossAttn');
  fields.expect('only_cross_attention', false);
  fields.expect('dual_cross_attention', false);
  fields.expect('resnet_time_scale_shift', 'default');
  fields.expect('time_embedding_type', 'positional');
  fields.expect('conv_in_kernel', 3);
  fields.expect('conv_out_kernel', 3);
  const absent = ['class_embed_type', 'addition_embed_type', 'encoder_hid_dim', 'encoder_hid_dim_type', 'num_class_embeds'];
  for (const name of [...absent, 'time_cond_proj_dim', 'time_embedding_dim', 'timestep_post_act']) fields.expect(name);
}

const DOWN = ['CrossAttnDownBlock2D', 'DownBlock2D'] as const;
const UP = ['CrossAttnUpBlock2D', 'UpBlock2D'] as const;

function readLevels(fields: Fields): UnetLevel[] {
  const channels = fields.counts('block_out_channels');
  const count = channels.length;
  // The field is named for a head's width, but SD 1.x and 2.x store the number of heads in it.
  const headField = fields.has('num_attention_heads') ? 'num_attention_heads' : 'attention_head_dim';
  const heads = fields.countPerLevel(headField, count, 8);
  const depth = fields.countPerLevel('transformer_layers_per_block', count, 1);
  const down = fields.choices('down_block_types', DOWN, count);
  const up = fields.choices('up_block_types', UP, count).reverse();
  const groups = fields.count('norm_num_groups', 32);
  if (channels.some((c) => c % groups)) fields.fail('norm_num_groups');
  if (channels.some((c, i) => c % heads[i])) fields.fail(headField);
  return channels.map((c, i) => ({
    channels: c,
    heads: heads[i],
    depth: depth[i],
    attentionDown: down[i] === DOWN[0],
    attentionUp: up[i] === UP[0],
  }));
}

export function readVaeConfig(path: string, text: string): VaeConfig {
  const fields = Fields.parse(path, text);
  fields.expect('act_fn', 'silu', 'swish');
  for (const name of ['mid_block_add_attention', 'use_quant_conv', 'use_post_quant_conv']) fields.expect(name, true);
  for (const name of ['latents_mean', 'latents_std', 'shift_factor']) fields.expect(name);
  const channels = fields.counts('block_out_channels');
  fields.choices('down_block_types', ['DownEncoderBlock2D'], channels.length);
  fields.choices('up_block_types', ['UpDecoderBlock2D'], channels.length);
  fields.expect('in_channels', 3);
  fields.expect('out_channels', 3);
  const groups = fields.count('norm_num_groups', 32);
  if (channels.some((c) => c % groups)) fields.fail('norm_num_groups');
  return {
    imageChannels: 3,
    latentChannels: fields.count('latent_channels', 4),
    channels,
    layers: fields.count('layers_per_block', 1),
    groups,
    scale: fields.number('scaling_factor', 0.18215),
  };
}

export function readScheduleConfig(path: string, text: string): ScheduleConfig {
  const fields = Fields.parse(path, text);
  fields.expect('trained_betas');
  fields.expect('rescale_betas_zero_snr', false);
  fields.expect('beta_schedule', 'scaled_linear');
  fields.expect('num_train_timesteps', 1000);
  return {
    timesteps: 1000,
    betaStart: fields.number('beta_start', 0.00085),
    betaEnd: fields.number('beta_end', 0.012),
    prediction: fields.choice('prediction_type', ['epsilon', 'v_prediction'], 'epsilon'),
  };
}
