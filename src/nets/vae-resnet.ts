/** @file The VAE's residual block on a picture in bands; the same weights and arithmetic as `resnet`. */
import { channels } from '../engine/graph';
import { convBands, heightOf, normRows, rowsOf, type Bands, type Rows } from './bands';
import { linear, type GroupNormConfig } from './layers';
import type { Scope } from './scope';

/** A VAE's norms and the most elements of a band. */
export interface VaeNorm extends GroupNormConfig {
  limit: number;
}

/** x [b, h, w, in] → [b, h, w, out] */
export function vaeResnet(scope: Scope, x: Bands, out: number, norm: VaeNorm): Bands {
  const shape = { out, height: heightOf(x), width: x[0].shape[2], limit: norm.limit };
  const hidden = convBands(scope.at('conv1'), normRows(scope.at('norm1'), x, norm, true), shape);
  const residual: Rows = (from, to) => {
    const rows = rowsOf(x, from, to);
    return channels(rows.shape) === out ? rows : linear(scope.at('conv_shortcut'), rows, out);
  };
  return convBands(scope.at('conv2'), normRows(scope.at('norm2'), hidden, norm, true), { ...shape, residual });
}
