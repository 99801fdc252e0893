import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure';
import { readScheduleConfig, readTextConfig, readUnetConfig, readVaeConfig } from '../../src/nets/config';

const UNET = {
  block_out_channels: [32, 64],
  down_block_types: ['CrossAttnDownBlock2D', 'DownBlock2D'],
  up_block_types: ['UpBlock2D', 'CrossAttnUpBlock2D'],
};
const VAE = {
  block_out_channels: [32, 64],
  down_block_types: ['DownEncoderBlock2D', 'DownEncoderBlock2D'],
  up_block_types: ['UpDecoderBlock2D', 'UpDecoderBlock2D'],
};
const unet = (fields: object) => readUnetConfig('unet/config.json', JSON.stringify({ ...UNET, ...fields }));

function problemOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure && error.code === 'model.config') return String(error.values.problem);
    throw error;
  }
  return 'none';
}

describe('UNet', () => {
  it('takes diffusers’ defaults for missing fields', () => {
    expect(unet({})).toMatchObject({ inChannels: 4, outChannels: 4, layers: 2, cross: 1280, groups: 32, eps: 1e-5 });
  });

  it('reads attention_head_dim as the number of heads, one or one per level', () => {
    expect(unet({ attention_head_dim: 4 }).levels.map(({ heads }) => heads)).toEqual([4, 4]);
    expect(unet({ attention_head_dim: [2, 8] }).levels.map(({ heads }) => heads)).toEqual([2, 8]);
  });

  it('finds attention on the way down and on the way up', () => {
    const mixed = unet({ up_block_types: ['CrossAttnUpBlock2D', 'UpBlock2D'] });
    expect(mixed.levels.map((level) => [level.attentionDown, level.attentionUp])).toEqual([[true, false], [false, true]]);
  });

  it.each([
    ['SDXL', { addition_embed_type: 'text_time' }, 'addition_embed_type'],
    ['other block', { down_block_types: ['AttnDownBlock2D', 'DownBlock2D'] }, 'down_block_types'],
    ['too few blocks', { up_block_types: ['UpBlock2D'] }, 'up_block_types'],
    ['no channels', { block_out_channels: [] }, 'block_out_channels'],
    ['half a channel', { block_out_channels: [32, 64.5] }, 'block_out_channels'],
    ['groups that do not fit', { norm_num_groups: 24 }, 'norm_num_groups'],
    ['heads that do not fit', { attention_head_dim: 5 }, 'attention_head_dim'],
    ['no layers', { layers_per_block: 0 }, 'layers_per_block'],
    ['other activation', { act_fn: 'mish' }, 'act_fn'],
  ])('refuses %s by name', (_, fields, name) => {
    expect(problemOf(() => unet(fields))).toContain(name);
  });
});

describe('counts that no model has are refused before a network of that size is built:', () => {
  it.each([
    ['layers_per_block', [1e6, 9]], ['transformer_layers_per_block', [1e6, 17, [1, 17]]], ['block_out_channels', [[32, 2 ** 30], Array(9).fill(32), Array(100_000).fill(32)]],
    ['attention_head_dim', [1e9]], ['cross_attention_dim', [65_537]], ['norm_num_groups', [1e9]], ['sample_size', [1e6]], ['in_channels', [2 ** 40]],
  ])('%s of a UNet', (name, values) => {
    for (const value of values) expect(problemOf(() => unet({ [name]: value }))).toMatch(new RegExp(`^${name}: `));
  });

  it('of a text encoder', () => {
    const text = (fields: object) => () => readTextConfig('text_encoder/config.json', JSON.stringify(fields));
    expect(text({ num_hidden_layers: 64 })().layers).toBe(64);
    for (const many of [65, 100_000, 1e6]) expect(problemOf(text({ num_hidden_layers: many }))).toBe(`num_hidden_layers: ${many}`);
    expect(problemOf(text({ vocab_size: 2 ** 31 }))).toMatch(/^vocab_size/);
    expect(problemOf(text({ max_position_embeddings: 1e6 }))).toMatch(/^max_position/);
  });

  it('of a VAE', () => {
    const vae = (fields: object) => () => readVaeConfig('vae/config.json', JSON.stringify({ ...VAE, ...fields }));
    expect(problemOf(vae({ layers_per_block: 9 }))).toBe('layers_per_block: 9');
    expect(problemOf(vae({ latent_channels: 1e6 }))).toMatch(/^latent_channels/);
  });
});

it('refuses what is no JSON object', () => {
  for (const text of ['', '{', '[]', 'null', '3']) expect(problemOf(() => readTextConfig('text_encoder/config.json', text))).toBe('JSON');
});

it('reads the text encoder’s activation and refuses others', () => {
  const read = (fields: object) => readTextConfig('p', JSON.stringify(fields));
  expect(read({ hidden_act: 'gelu', hidden_size: 64 })).toMatchObject({ act: 'gelu', width: 64, layers: 12, positions: 77 });
  expect(problemOf(() => read({ hidden_act: 'relu' }))).toContain('hidden_act');
});

it('gives the VAE 0.18215 where the config is older than the field', () => {
  expect(readVaeConfig('p', JSON.stringify(VAE)).scale).toBe(0.18215);
  expect(readVaeConfig('p', JSON.stringify({ ...VAE, scaling_factor: 0.13 })).scale).toBe(0.13);
});

it('reads the prediction type; refuses schedules of another kind', () => {
  const read = (fields: object) => readScheduleConfig('p', JSON.stringify(fields));
  expect(read({}).prediction).toBe('epsilon');
  expect(read({ prediction_type: 'v_prediction' }).prediction).toBe('v_prediction');
  expect(problemOf(() => read({ prediction_type: 'sample' }))).toContain('prediction_type');
  expect(problemOf(() => read({ beta_schedule: 'linear' }))).toContain('beta_schedule');
});
