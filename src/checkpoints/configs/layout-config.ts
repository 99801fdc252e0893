/** @file The config files of a diffusers folder that belong to no network. */
import type { Prediction } from '../../nets/config';

/** Classes as diffusers' loaders look for them. */
export const modelIndex = (hasVae: boolean): object => ({
  _class_name: 'StableDiffusionPipeline',
  scheduler: ['diffusers', 'DDIMScheduler'],
  text_encoder: ['transformers', 'CLIPTextModel'],
  tokenizer: ['transformers', 'CLIPTokenizer'],
  unet: ['diffusers', 'UNet2DConditionModel'],
  ...(hasVae ? { vae: ['diffusers', 'AutoencoderKL'] } : {}),
});

/** The schedule all of SD 1.x and 2.x were trained with. */
export const schedulerConfig = (prediction: Prediction): object => ({
  _class_name: 'DDIMScheduler',
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  beta_start: 0.00085,
  clip_sample: false,
  num_train_timesteps: 1000,
  prediction_type: prediction,
  set_alpha_to_one: false,
  steps_offset: 1,
});

export const jsonText = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
