import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../src/formats/byte-source';
import { openCheckpoint } from '../../src/checkpoints/open-checkpoint';
import { failureOf } from '../nets/nano';
import { f16, headerOf, open, renamed, virtualFile, type Header } from './headers';

const CONV_IN = 'model.diffusion_model.input_blocks.0.0.weight';

const sd15With = (...tensors: [string, ReturnType<typeof f16>][]): Header => new Map([...headerOf('sd15'), ...tensors]);
const only = (...names: string[]): Header => new Map(names.map((name) => [name, f16(4, 4)]));

describe('is told what it is', () => {
  it.each<[string, Header, string, object?]>([
    ['inpainting', sd15With([CONV_IN, f16(320, 9, 3, 3)]), 'checkpoint.inpainting'],
    ['an upscaler', sd15With([CONV_IN, f16(256, 7, 3, 3)], ['model.diffusion_model.label_emb.weight', f16(1000, 1024)]), 'checkpoint.upscaler'],
    ['a depth model', sd15With([CONV_IN, f16(320, 5, 3, 3)]), 'checkpoint.inputs', { inputs: 5, outputs: 4 }],
    ['InstructPix2Pix', sd15With([CONV_IN, f16(320, 8, 3, 3)]), 'checkpoint.inputs', { inputs: 8, outputs: 4 }],
    ['SDXL', sd15With(['conditioner.embedders.0.transformer.text_model.final_layer_norm.bias', f16(768)]), 'checkpoint.family', { family: 'SDXL' }],
    ['SDXL’s UNet', sd15With(['model.diffusion_model.label_emb.0.0.weight', f16(1280, 2816)]), 'checkpoint.family', { family: 'SDXL' }],
    ['SDXL’s UNet in diffusers’ names', only('conv_in.weight', 'add_embedding.linear_1.weight'), 'checkpoint.family', { family: 'SDXL' }],
    ['SD 3', only('model.diffusion_model.joint_blocks.0.x_block.attn.qkv.weight'), 'checkpoint.family', { family: 'Stable Diffusion 3' }],
    ['Flux', only('double_blocks.0.img_attn.qkv.weight'), 'checkpoint.family', { family: 'Flux' }],
    ['a LoRA of kohya', only('lora_unet_down_blocks_0_attentions_0_proj_in.lora_down.weight'), 'checkpoint.lora'],
    ['a LoRA of diffusers', only('unet.down_blocks.0.attentions.0.proj_in.lora_A.weight'), 'checkpoint.lora'],
    ['a LoHa', only('lycoris_unet_conv_in.hada_w1_a'), 'checkpoint.lora'],
    ['a hypernetwork', only('768.0.linear.0.weight', '768.1.linear.0.weight'), 'checkpoint.hypernetwork'],
    ['an embedding of A1111', only('string_to_param.*'), 'checkpoint.embedding'],
    ['an embedding of kohya', only('emb_params'), 'checkpoint.embedding'],
    ['an embedding of diffusers', new Map([['<my-mug>', f16(768)]]), 'checkpoint.embedding'],
    ['a ControlNet', only('control_model.input_hint_block.0.weight', 'control_model.time_embed.0.weight'), 'checkpoint.controlnet'],
    ['a ControlNet of diffusers', only('conv_in.weight', 'controlnet_cond_embedding.conv_in.weight'), 'checkpoint.controlnet'],
    ['a file without tensors', new Map(), 'checkpoint.empty'],
    ['something else', only('model.0.weight', 'model.0.bias'), 'checkpoint.unknown', { names: 'model.0.weight, model.0.bias', count: 2 }],
  ])('%s', async (_, header, code, values) => {
    expect(await failureOf(open(header))).toEqual({ code, values: values ?? {} });
  });

  it('parts of a model', async () => {
    const unet = renamed(headerOf('sd15'), (name) => (name.startsWith('model.diffusion_model.') ? name : undefined));
    expect(await failureOf(open(unet))).toMatchObject({ code: 'checkpoint.no-text-encoder' });
    const text = renamed(headerOf('sd15'), (name) => (name.startsWith('cond_stage_model.') ? name : undefined));
    expect(await failureOf(open(text))).toMatchObject({ code: 'checkpoint.no-unet' });
    expect(await failureOf(open(only('conv_in.weight', 'down_blocks.0.resnets.0.conv1.weight')))).toMatchObject({ code: 'checkpoint.no-text-encoder' });
  });
});

describe('several files', () => {
  const note = { path: 'read me.txt', source: bytesSource(new TextEncoder().encode('hello')) };
  const model = virtualFile(headerOf('sd15'));

  it('the one that holds tensors is taken', async () => {
    expect((await openCheckpoint([note, model])).kind).toBe('sd1');
  });

  it('none or more than one are told', async () => {
    expect(await failureOf(openCheckpoint([note, note]))).toEqual({ code: 'checkpoint.none', values: { count: 2 } });
    expect(await failureOf(openCheckpoint([]))).toEqual({ code: 'checkpoint.none', values: { count: 0 } });
    expect(await failureOf(openCheckpoint([model, { ...model, path: 'b' }]))).toEqual({ code: 'checkpoint.several', values: { names: 'something, b', count: 2 } });
  });

  it('one that is damaged is not passed over', async () => {
    const { source } = model;
    const cut = { path: 'cut', source: { size: source.size - 1, read: source.read } };
    expect(await failureOf(openCheckpoint([cut, model]))).toMatchObject({ code: 'safetensors.truncated' });
  });
});
