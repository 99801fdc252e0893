/** @file The residual block of the UNet (and the VAE's lowest level): norm, SiLU, conv, twice; the time embedding enters between. */
import { channels, type Tensor } from '../engine/graph';
import { conv, groupNorm, linear, type GroupNormConfig } from './layers';
import type { Scope } from './scope';

/** x [b, h, w, in] → [b, h, w, out]; `time` [b, n] is the embedding after its SiLU, absent in a VAE. */
export function resnet(scope: Scope, x: Tensor, out: number, norm: GroupNormConfig, time?: Tensor): Tensor {
  const perSample = time && linear(scope.at('time_emb_proj'), time, out);
  const hidden = conv(scope.at('conv1'), groupNorm(scope.at('norm1'), x, norm, true), out, { perSample });
  const residual = channels(x.shape) === out ? x : linear(scope.at('conv_shortcut'), x, out);
  return conv(scope.at('conv2'), groupNorm(scope.at('norm2'), hidden, norm, true), out, { residual });
}
