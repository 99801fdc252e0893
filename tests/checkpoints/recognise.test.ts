import { describe, expect, it } from 'vitest';
import { modelOf } from '../../src/checkpoints/model-of';
import type { Checkpoint } from '../../src/checkpoints/checkpoint';
import { readScheduleConfig, readTextConfig, readUnetConfig, readVaeConfig } from '../../src/nets/config';
import type { Component } from '../../src/nets/scope';
import { failureOf } from '../nets/nano';
import { SD15 } from '../nets/sd15';
import { f16, headerOf, open, renamed, without } from './headers';

function configsOf({ configs }: Checkpoint) {
  return {
    text: readTextConfig('', configs['text_encoder/config.json']),
    unet: readUnetConfig('', configs['unet/config.json']),
    vae: readVaeConfig('', configs['vae/config.json']),
    schedule: readScheduleConfig('', configs['scheduler/scheduler_config.json']),
  };
}

const count = (checkpoint: Checkpoint, component: Component): number =>
  [...checkpoint.weights[component]!.values()].reduce((sum, { entry }) => sum + entry.shape.reduce((a, b) => a * b, 1), 0);

const place = (checkpoint: Checkpoint, component: Component, name: string) => checkpoint.weights[component]!.get(name)!.entry;

describe('Stable Diffusion 1.5', () => {
  it('is recognised with its sizes, every tensor in its place', async () => {
    const checkpoint = await open(headerOf('sd15'));
    expect(checkpoint).toMatchObject({ kind: 'sd1', hasEma: false, prediction: 'epsilon', predictionFrom: 'config', unexpected: [] });
    const { text, unet, vae, schedule } = SD15;
    expect(configsOf(checkpoint)).toEqual({ text, unet, vae, schedule });
    expect(count(checkpoint, 'unet')).toBe(859_520_964);
    expect(count(checkpoint, 'text_encoder')).toBe(123_060_480);
    expect(count(checkpoint, 'vae')).toBe(83_653_863);
    expect(modelOf(checkpoint)).toMatchObject({ pad: 49407, factor: 8, skip: 1 });
  });

  it('reads the older text encoder’s names, without text_model', async () => {
    const header = renamed(headerOf('sd15'), (name) => name.replace('transformer.text_model.', 'transformer.'));
    const [old, plain] = [await open(header), await open(headerOf('sd15'))];
    expect(old.unexpected).toEqual([]);
    expect([...old.weights.text_encoder!.keys()]).toEqual([...plain.weights.text_encoder!.keys()]);
  });

  it('is what it is whatever the types of its numbers', async () => {
    for (const dtype of ['F32', 'BF16', 'F64'] as const) {
      const header = headerOf('sd15');
      for (const tensor of header.values()) if (tensor.dtype === 'F16') tensor.dtype = dtype;
      expect((await open(header)).kind).toBe('sd1');
    }
  });

  it('predicts v where the file says so, or the person', async () => {
    const header = headerOf('sd15');
    expect(await open(header, { prediction: 'v_prediction' })).toMatchObject({ prediction: 'v_prediction', predictionFrom: 'choice' });
    expect(await open(header, {}, { 'modelspec.prediction_type': 'v' })).toMatchObject({ prediction: 'v_prediction', predictionFrom: 'config' });
    const marked = await open(header.set('v_pred', f16(0)));
    expect(marked).toMatchObject({ prediction: 'v_prediction', predictionFrom: 'config', unexpected: [] });
    expect(configsOf(marked).schedule.prediction).toBe('v_prediction');
  });
});

describe('Stable Diffusion 2.1', () => {
  it('is recognised; its last text layer is left out; what it predicts is asked for', async () => {
    const checkpoint = await open(headerOf('sd21'));
    expect(checkpoint).toMatchObject({ kind: 'sd2', prediction: 'v_prediction', predictionFrom: 'asked', unexpected: [] });
    const { text, unet } = configsOf(checkpoint);
    expect(text).toMatchObject({ width: 1024, heads: 16, layers: 23, inner: 4096, act: 'gelu', positions: 77, vocabulary: 49408 });
    expect(unet.levels.map(({ heads }) => heads)).toEqual([5, 10, 20, 20]);
    expect(unet).toMatchObject({ cross: 1024, sampleSize: 96 });
    expect(count(checkpoint, 'unet')).toBe(865_910_724);
    expect(modelOf(checkpoint).pad).toBe(0);
  });

  it('splits queries, keys and values into neighbouring rows', async () => {
    const header = headerOf('sd21');
    const checkpoint = await open(header);
    for (const [kind, shape] of [['weight', [1024, 1024]], ['bias', [1024]]] as const) {
      const parts = ['q', 'k', 'v'].map((part) => place(checkpoint, 'text_encoder', `text_model.encoder.layers.7.self_attn.${part}_proj.${kind}`));
      for (const part of parts) expect(part.shape).toEqual(shape);
      expect(parts[1].start).toBe(parts[0].end);
      expect(parts[2].start).toBe(parts[1].end);
      expect(parts[2].end - parts[0].start).toBe(2 * 3 * shape.reduce((a: number, b: number) => a * b, 1));
    }
  });

  it('keeps all 23 layers of a file that was made from a folder', async () => {
    const whole = await open(headerOf('sd21'));
    const lost = await open(without(headerOf('sd21'), /resblocks\.23\./));
    expect([...lost.weights.text_encoder!.keys()]).toEqual([...whole.weights.text_encoder!.keys()]);
  });

  it('takes what the person says', async () => {
    const checkpoint = await open(headerOf('sd21'), { prediction: 'epsilon' });
    expect(checkpoint).toMatchObject({ prediction: 'epsilon', predictionFrom: 'choice' });
    expect(configsOf(checkpoint)).toMatchObject({ schedule: { prediction: 'epsilon' }, unet: { sampleSize: 64 } });
  });

  it('does not mind what OpenCLIP has and nobody uses', async () => {
    const header = headerOf('sd21');
    header.set('cond_stage_model.model.text_projection', f16(1024, 1024)).set('cond_stage_model.model.logit_scale', f16());
    header.set('cond_stage_model.model.transformer.resblocks.3.strange', f16(2));
    expect((await open(header)).unexpected).toEqual(['cond_stage_model.model.transformer.resblocks.3.strange']);
  });
});

describe('something missing or too much', () => {
  it('names missing tensors and counts them', async () => {
    const { code, values } = await failureOf(open(without(headerOf('sd15'), /output_blocks\.5\.1\./)));
    expect(code).toBe('model.tensor-missing');
    expect(values.count).toBe(26);
    expect(values.name).toContain('unet/up_blocks.1.attentions.2.');
  });

  it('names a missing tensor that sizes are read from', async () => {
    const failure = await failureOf(open(without(headerOf('sd15'), /^cond_stage_model.*token_embedding/)));
    expect(failure).toEqual({ code: 'model.tensor-missing', values: { name: 'text_encoder/text_model.embeddings.token_embedding.weight', count: 1 } });
  });

  it('names a tensor of another shape', async () => {
    const header = headerOf('sd15').set('model.diffusion_model.middle_block.0.in_layers.2.weight', f16(1280, 640, 3, 3));
    expect(await failureOf(open(header))).toMatchObject({ code: 'model.tensor-shape', values: { name: 'unet/mid_block.resnets.0.conv1.weight' } });
  });

  it('names a tensor of numbers that are not read', async () => {
    const header = headerOf('sd15').set('model.diffusion_model.out.2.bias', { dtype: 'I64', shape: [4] });
    expect(await failureOf(open(header))).toEqual({ code: 'model.dtype', values: { name: 'unet/conv_out.bias', dtype: 'I64' } });
  });

  it('lists unexpected tensors by the file’s own names and goes on', async () => {
    const extra = ['model.diffusion_model.extra.weight', 'model.diffusion_model.input_blocks.40.0.in_layers.0.weight', 'first_stage_model.encoder.odd', 'foo'];
    const header = headerOf('sd15');
    for (const name of extra) header.set(name, f16(2, 2));
    const { unexpected, weights } = await open(header);
    expect(unexpected.toSorted()).toEqual(extra.toSorted());
    expect(weights.unet!.size).toBe((await open(headerOf('sd15'))).weights.unet!.size);
  });

  it('a UNet and a text encoder that do not fit each other are refused', async () => {
    const mixed = new Map([...without(headerOf('sd15'), /^cond_stage_model/), ...[...headerOf('sd21')].filter(([name]) => name.startsWith('cond_stage_model'))]);
    expect(await failureOf(open(mixed))).toMatchObject({ code: 'model.config' });
  });
});
