/** @file AutoencoderKL's encoder with `quant_conv`. */
import type { Tensor } from '../engine/graph';
import { slice } from '../engine/ops/concat/concat';
import type { VaeConfig } from './config';
import { conv, groupNorm, linear } from './layers';
import { resnet } from './resnet';
import type { Scope } from './scope';
import { vaeMiddle } from './vae-middle';

/** All norms of the VAE. */
export const VAE_EPS = 1e-6;

/** image [b, H, W, 3] in -1..1 → mean and logvar [b, H / f, W / f, latent channels], not yet scaled */
export function vaeEncoder(scope: Scope, image: Tensor, config: VaeConfig): { mean: Tensor; logvar: Tensor } {
  const encoder = scope.at('encoder');
  const norm = { groups: config.groups, eps: VAE_EPS };
  let x = conv(encoder.at('conv_in'), image, config.channels[0]);
  config.channels.forEach((_, i) => (x = down(encoder.at('down_blocks').at(i), x, i, config)));
  x = vaeMiddle(encoder.at('mid_block'), x, norm);
  const z = config.latentChannels;
  x = conv(encoder.at('conv_out'), groupNorm(encoder.at('conv_norm_out'), x, norm, true), 2 * z);
  const moments = linear(scope.at('quant_conv'), x, 2 * z);
  return { mean: slice(moments, 0, z), logvar: slice(moments, z, 2 * z) };
}

/** Halving pads at the bottom and right only: PyTorch's pad (0, 1, 0, 1) before a convolution without padding. */
function down(scope: Scope, x: Tensor, index: number, config: VaeConfig): Tensor {
  const width = config.channels[index];
  let y = x;
  for (let j = 0; j < config.layers; j++) {
    y = resnet(scope.at('resnets').at(j), y, width, { groups: config.groups, eps: VAE_EPS });
  }
  if (index === config.channels.length - 1) return y;
  return conv(scope.at('downsamplers.0.conv'), y, width, { stride: 2, padding: 'end' });
}
