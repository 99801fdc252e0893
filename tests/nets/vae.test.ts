/** A VAE that another model lends. */
import { describe, expect, it } from 'vitest';
import { type Failure } from '../../src/failure';
import { bytesSource } from '../../src/formats/byte-source';
import { openModel } from '../../src/nets/model';
import type { ModelFiles } from '../../src/nets/model-files';
import { openVae } from '../../src/nets/vae';
import { diskFiles } from '../verify/disk-files';

const nano = diskFiles('tests/fixtures/nano');

/** Another text in the place of the VAE's config. */
const withConfig = (change: (config: Record<string, unknown>) => object): ModelFiles => ({
  paths: nano.paths,
  open(path) {
    if (path !== 'vae/config.json') return nano.open(path);
    return { size: 1, read: async () => new TextEncoder().encode(JSON.stringify(change(await config()))) };
  },
});
const config = async (): Promise<Record<string, unknown>> => {
  const source = nano.open('vae/config.json');
  return JSON.parse(new TextDecoder().decode(await source.read(0, source.size))) as Record<string, unknown>;
};

describe('openVae', () => {
  it('opens the VAE of a model, and nothing else of it', async () => {
    const like = (await openModel(nano)).vae;
    const only: ModelFiles = { paths: nano.paths.filter((path) => path.startsWith('vae/')), open: nano.open };
    const { vae, weights } = await openVae(only, like);
    expect(vae).toEqual(like);
    expect([weights.unet.size, weights.vae.size > 20]).toEqual([0, true]);
  });

  it('refuses one whose latents are of another size, whose tensors do not fit, or that is not there', async () => {
    const like = (await openModel(nano)).vae;
    const failure = (files: ModelFiles): Promise<unknown> => openVae(files, like).catch((error: unknown) => (error as Failure).code);
    expect(await failure(withConfig((all) => ({ ...all, latent_channels: 16 })))).toBe('model.config');
    expect(await failure(withConfig((all) => ({ ...all, block_out_channels: [16, 64] })))).toBe('model.tensor-shape');
    expect(await failure({ paths: [], open: () => bytesSource(new Uint8Array()) })).toBe('model.file-missing');
  });
});
