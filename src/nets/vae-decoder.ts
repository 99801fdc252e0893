/** @file AutoencoderKL's decoder with `post_quant_conv`. */
import type { Tensor } from '../engine/graph';
import { upsample2 } from '../engine/ops/upsample/upsample';
import type { VaeConfig } from './config';
import { conv, groupNorm, linear } from './layers';
import { resnet } from './resnet';
import type { Scope } from './scope';
import { VAE_EPS } from './vae-encoder';
import { vaeMiddle } from './vae-middle';

/** latent [b, h, w, latent channels], unscaled → image [b, h · f, w · f, 3], nominally in -1..1 */
export function vaeDecoder(scope: Scope, latent: Tensor, config: VaeConfig): Tensor {
  const decoder = scope.at('decoder');
  const norm = { groups: config.groups, eps: VAE_EPS };
  const levels = config.channels.length;
  let x = linear(scope.at('post_quant_conv'), latent, config.latentChannels);
  x = conv(decoder.at('conv_in'), x, config.channels[levels - 1]);
  x = vaeMiddle(decoder.at('mid_block'), x, norm);
  for (let i = 0; i < levels; i++) x = up(decoder.at('up_blocks').at(i), x, levels - 1 - i, config);
  return conv(decoder.at('conv_out'), groupNorm(decoder.at('conv_norm_out'), x, norm, true), config.imageChannels);
}

function up(scope: Scope, x: Tensor, level: number, config: VaeConfig): Tensor {
  const width = config.channels[level];
  let y = x;
  for (let j = 0; j <= config.layers; j++) {
    y = resnet(scope.at('resnets').at(j), y, width, { groups: config.groups, eps: VAE_EPS });
  }
  return level === 0 ? y : conv(scope.at('upsamplers.0.conv'), upsample2(y), width);
}
