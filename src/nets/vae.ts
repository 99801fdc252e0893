/** @file A VAE by itself: the one of a model that lends it, to make another model's latents. */
import { Failure } from '../failure';
import { readVaeConfig, type VaeConfig } from './config';
import { vaeWeights } from './inventory';
import { readText, type ModelFiles } from './model-files';
import { checkPresent } from './weight-check';
import { openFile, type WeightFiles } from './weight-file';

export interface Vae {
  vae: VaeConfig;
  /** of the VAE only */
  weights: WeightFiles;
}

/** `like`: the VAE it stands in for; its latents must be as many and as large. Throws `model.*`. */
export async function openVae(files: ModelFiles, like: VaeConfig): Promise<Vae> {
  const path = 'vae/config.json';
  const text = await readText(files, path);
  if (text === undefined) throw new Failure('model.file-missing', { path });
  const vae = readVaeConfig(path, text);
  const fits = vae.latentChannels === like.latentChannels && vae.channels.length === like.channels.length;
  if (!fits) throw new Failure('model.config', { path, problem: `latent_channels: ${vae.latentChannels}, levels: ${vae.channels.length}` });
  const weights = { text_encoder: new Map(), unet: new Map(), vae: await openFile(files, 'vae') };
  checkPresent(weights, vaeWeights(vae));
  return { vae, weights };
}
