/** @file AutoencoderKL's decoder with `post_quant_conv`. What is larger than a band lies in bands of rows. */
import { channels, type Tensor } from '../engine/graph';
import { BAND_ELEMENTS, convBands, heightOf, normRows, upsampleRows, whole, type Bands } from './bands';
import type { VaeConfig } from './config';
import { conv, linear } from './layers';
import type { Scope } from './scope';
import { VAE_EPS } from './vae-encoder';
import { vaeMiddle } from './vae-middle';
import { vaeResnet, type VaeNorm } from './vae-resnet';

/** latent [b, h, w, latent channels], unscaled → image [b, h · f, w · f, 3], nominally in -1..1 */
export function vaeDecoder(scope: Scope, latent: Tensor, config: VaeConfig, limit = BAND_ELEMENTS): Tensor {
  const decoder = scope.at('decoder');
  const norm = { groups: config.groups, eps: VAE_EPS, limit };
  const levels = config.channels.length;
  const first = conv(decoder.at('conv_in'), linear(scope.at('post_quant_conv'), latent, config.latentChannels), config.channels[levels - 1]);
  let x: Bands = [vaeMiddle(decoder.at('mid_block'), first, norm)];
  for (let i = 0; i < levels; i++) x = up(decoder.at('up_blocks').at(i), x, levels - 1 - i, config, norm);
  const normed = normRows(decoder.at('conv_norm_out'), x, norm, true);
  const size = { height: heightOf(x), width: x[0].shape[2] };
  // bands of what is read: three channels alone would be one
  const share = limit * (config.imageChannels / channels(x[0].shape));
  return whole(convBands(decoder.at('conv_out'), normed, { out: config.imageChannels, ...size, limit: share }));
}

function up(scope: Scope, x: Bands, level: number, config: VaeConfig, norm: VaeNorm): Bands {
  const out = config.channels[level];
  let y = x;
  for (let j = 0; j <= config.layers; j++) y = vaeResnet(scope.at('resnets').at(j), y, out, norm);
  if (level === 0) return y;
  const size = { height: 2 * heightOf(y), width: 2 * y[0].shape[2] };
  return convBands(scope.at('upsamplers.0.conv'), upsampleRows(y), { out, ...size, limit: norm.limit });
}
