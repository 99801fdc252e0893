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
