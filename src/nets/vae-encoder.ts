/** @file AutoencoderKL's encoder with `quant_conv`. What is larger than a band lies in bands of rows. */
import type { Tensor } from '../engine/graph';
import { slice } from '../engine/ops/concat/concat';
import { BAND_ELEMENTS, convBands, heightOf, rowsOf, whole, type Bands } from './bands';
import type { VaeConfig } from './config';
import { conv, groupNorm, linear } from './layers';
import type { Scope } from './scope';
import { vaeMiddle } from './vae-middle';
import { vaeResnet, type VaeNorm } from './vae-resnet';

/** All norms of the VAE. */
export const VAE_EPS = 1e-6;

/** image [b, H, W, 3] in -1..1 → mean and logvar [b, H / f, W / f, latent channels], not yet scaled */
export function vaeEncoder(scope: Scope, image: Tensor, config: VaeConfig, limit = BAND_ELEMENTS): { mean: Tensor; logvar: Tensor } {
  const encoder = scope.at('encoder');
  const norm = { groups: config.groups, eps: VAE_EPS, limit };
  let x = spread(encoder.at('conv_in'), [image], config.channels[0], limit);
  config.channels.forEach((_, i) => (x = down(encoder.at('down_blocks').at(i), x, i, config, norm)));
  const middle = vaeMiddle(encoder.at('mid_block'), whole(x), norm);
  const z = config.latentChannels;
  const out = conv(encoder.at('conv_out'), groupNorm(encoder.at('conv_norm_out'), middle, norm, true), 2 * z);
  const moments = linear(scope.at('quant_conv'), out, 2 * z);
  return { mean: slice(moments, 0, z), logvar: slice(moments, z, 2 * z) };
}

/** Halving pads at the bottom and right only: PyTorch's pad (0, 1, 0, 1) before a convolution without padding. */
function down(scope: Scope, x: Bands, index: number, config: VaeConfig, norm: VaeNorm): Bands {
  const out = config.channels[index];
  let y = x;
  for (let j = 0; j < config.layers; j++) y = vaeResnet(scope.at('resnets').at(j), y, out, norm);
  if (index === config.channels.length - 1) return y;
  return spread(scope.at('downsamplers.0.conv'), y, out, norm.limit, true);
}

function spread(scope: Scope, x: Bands, out: number, limit: number, halve = false): Bands {
  return convBands(scope, (from, to) => rowsOf(x, from, to), { out, height: heightOf(x), width: x[0].shape[2], halve, limit });
}
