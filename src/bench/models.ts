/** @file Networks that are timed with random weights: Stable Diffusion 1.5's own shape, and two that shrink it. */
import type { ModelConfig } from '../nets/model';

/** `sd15`: 1.07 G parameters. `small`: a quarter of its channels and heads, the same heads' sizes. `tiny`: shows that all of it runs. */
export const MODEL_NAMES = ['sd15', 'small', 'tiny'] as const;
export type ModelName = (typeof MODEL_NAMES)[number];

const vae = { imageChannels: 3, latentChannels: 4, channels: [128, 256, 512, 512], layers: 2, groups: 32, scale: 0.18215 };
const schedule = { timesteps: 1000, betaStart: 0.00085, betaEnd: 0.012, prediction: 'epsilon' } as const;

const level = (heads: number) => (channels: number, i: number, all: readonly number[]) =>
  ({ channels, heads, depth: 1, attentionDown: i < all.length - 1, attentionUp: i < all.length - 1 });

function config(channels: number[], heads: number, text: Pick<ModelConfig['text'], 'width' | 'heads' | 'layers'>, groups = 32): ModelConfig {
  return {
    text: { ...text, inner: 4 * text.width, act: 'quick_gelu', positions: 77, vocabulary: 49408, eps: 1e-5 },
    unet: { inChannels: 4, outChannels: 4, levels: channels.map(level(heads)), layers: 2, cross: text.width, groups, eps: 1e-5, sampleSize: 64 },
    vae,
    schedule,
    skip: 1,
  };
}

/** Pixels on a side that may be chosen. */
export const BENCH_SIZES: Readonly<Record<ModelName, readonly number[]>> = { sd15: [256, 512, 768], small: [256, 512, 768], tiny: [64, 128] };

/** Pixels at which single ops are timed: what SD 1.5 was trained at, and what a software adapter can do. */
export const OPS_SIZE: Readonly<Record<ModelName, number>> = { sd15: 512, small: 256, tiny: 64 };

/** From its public config files. */
export const SD15 = config([320, 640, 1280, 1280], 8, { width: 768, heads: 12, layers: 12 });

export const MODELS: Readonly<Record<ModelName, ModelConfig>> = {
  sd15: SD15,
  small: config([80, 160, 320, 320], 2, { width: 192, heads: 3, layers: 12 }, 16),
  tiny: config([16, 32], 2, { width: 32, heads: 2, layers: 2 }, 8),
};
