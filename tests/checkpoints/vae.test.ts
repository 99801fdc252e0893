import { describe, expect, it } from 'vitest';
import { modelOf } from '../../src/checkpoints/model-of';
import { readVaeConfig } from '../../src/nets/config';
import { failureOf } from '../nets/nano';
import { SD15 } from '../nets/sd15';
import { f16, headerOf, open, under, without, type Header } from './headers';

const VAE = 'first_stage_model.';
const bare = under(headerOf('sd15'), VAE);

/** Under diffusers' own names, as the checkpoint has them once it is read. */
async function diffusersVae(): Promise<Header> {
  const { weights } = await open(bare);
  return new Map([...weights.vae!].map(([name, { entry }]) => [name, { dtype: entry.dtype, shape: [...entry.shape] }]));
}

describe('a VAE alone', () => {
  it.each<[string, () => Header | Promise<Header>]>([
    ['bare names', () => bare],
    ['names of a whole model', () => new Map([...bare].map(([name, tensor]) => [VAE + name, tensor]))],
    ['diffusers’ names', diffusersVae],
  ])('under %s', async (_, header) => {
    const checkpoint = await open(await header());
    expect(checkpoint).toMatchObject({ kind: 'vae', unexpected: [] });
    expect(Object.keys(checkpoint.configs)).toEqual(['vae/config.json']);
    expect(readVaeConfig('', checkpoint.configs['vae/config.json'])).toEqual(SD15.vae);
    expect(checkpoint.weights.vae!.size).toBe(248);
  });

  it('may bring what it was trained with', async () => {
    const header = new Map([...bare, ['loss.logvar', f16()], ['loss.discriminator.main.0.weight', f16(64, 3, 4, 4)], ['odd', f16(1)]] as const);
    expect((await open(header)).unexpected).toEqual(['odd']);
  });

  it('is no model by itself', async () => {
    const vae = await open(bare);
    expect(await failureOf((async () => modelOf(vae))())).toMatchObject({ code: 'checkpoint.vae-alone' });
  });
});

describe('a model without a VAE', () => {
  const header = without(headerOf('sd15'), /^first_stage_model/);

  it('is recognised, and needs one', async () => {
    const checkpoint = await open(header);
    expect(checkpoint).toMatchObject({ kind: 'sd1', unexpected: [] });
    expect(checkpoint.weights.vae).toBeUndefined();
    expect(Object.keys(checkpoint.configs)).not.toContain('vae/config.json');
    expect(await failureOf((async () => modelOf(checkpoint))())).toMatchObject({ code: 'checkpoint.no-vae' });
  });

  it('runs with one from elsewhere, which comes before its own', async () => {
    const [model, vae] = [await open(header), await open(bare)];
    for (const checkpoint of [model, await open(headerOf('sd15'))]) {
      const { source } = modelOf(checkpoint, vae).weights.vae.get('encoder.conv_in.weight')!;
      expect(source).toBe(vae.sources[0].source);
    }
  });
});
