/** @file A checkpoint as a model that runs from the files it came in. */
import { Failure } from '../failure';
import { modelFrom, type Model } from '../nets/model';
import { configPath } from './assemble';
import type { Checkpoint } from './checkpoint';

/** What has a VAE: a VAE alone, or any checkpoint. */
export type VaeSource = Pick<Checkpoint, 'configs' | 'weights'>;

/** `vae`: used in place of the checkpoint's own. Throws `checkpoint.no-vae`, `checkpoint.vae-alone`, `model.config`. */
export function modelOf(checkpoint: Checkpoint, vae: VaeSource = checkpoint): Model {
  const { text_encoder, unet } = checkpoint.weights;
  if (!text_encoder || !unet) throw new Failure('checkpoint.vae-alone');
  if (!vae.weights.vae) throw new Failure('checkpoint.no-vae');
  const path = configPath('vae');
  return modelFrom({ ...checkpoint.configs, [path]: vae.configs[path] }, { text_encoder, unet, vae: vae.weights.vae });
}
