/** Stable Diffusion 1.5's sizes, from its public config files. */
import type { ModelConfig } from '../../src/nets/model';

const level = (channels: number, attends: boolean) =>
  ({ channels, heads: 8, depth: 1, attentionDown: attends, attentionUp: attends });

export const SD15: ModelConfig = {
  text: { width: 768, layers: 12, heads: 12, inner: 3072, act: 'quick_gelu', positions: 77, vocabulary: 49408, eps: 1e-5 },
  unet: {
    inChannels: 4,
    outChannels: 4,
    levels: [level(320, true), level(640, true), level(1280, true), level(1280, false)],
    layers: 2,
    cross: 768,
    groups: 32,
    eps: 1e-5,
    sampleSize: 64,
  },
  vae: { imageChannels: 3, latentChannels: 4, channels: [128, 256, 512, 512], layers: 2, groups: 32, scale: 0.18215 },
  schedule: { timesteps: 1000, betaStart: 0.00085, betaEnd: 0.012, prediction: 'epsilon' },
  skip: 1,
};
