/**
 * @file Pictures too large for one tensor, as bands of rows from the top down. Every layer makes its result band by
 * band; a convolution reads a halo of one row beyond its band, a group norm takes the moments of all bands first. A
 * picture that fits is one band, and its graph is then the plain one. Forward only.
 */
import { channels, type Tensor } from '../engine/graph';
import { applyGroupNorm, channelMoments, groupStats, joinMoments } from '../engine/ops/group-norm/banded';
import { takeRows } from '../engine/ops/rows/rows';
import { upsample2 } from '../engine/ops/upsample/upsample';
import { conv, groupNorm, type GroupNormConfig } from './layers';
import type { Scope } from './scope';

/** Tensors [b, h_i, w, c] of one picture [b, sum of h_i, w, c]. */
export type Bands = readonly Tensor[];

/** Elements of a band: 8 MiB in f16. Smaller bands cost more halo, larger ones more memory. */
export const BAND_ELEMENTS = 4 * 2 ** 20;

export const heightOf = (bands: Bands): number => bands.reduce((sum, { shape }) => sum + shape[1], 0);

/** Rows from … to - 1, without a copy where they are a band. */
export function rowsOf(bands: Bands, from: number, to: number): Tensor {
  let top = 0;
  for (const band of bands) {
    if (top === from && to - from === band.shape[1]) return band;
    top += band.shape[1];
  }
  return takeRows(bands, from, to);
}

/** The whole picture as one tensor. */
export const whole = (bands: Bands): Tensor => rowsOf(bands, 0, heightOf(bands));

/** A picture of the given size, made band by band: `make` gives rows from … to - 1. */
function inBands(size: { height: number; width: number; c: number }, limit: number, make: (from: number, to: number) => Tensor): Bands {
  const count = Math.ceil((size.height * size.width * size.c) / limit);
  // even, so that upsampling and halving meet the borders of bands
  const rows = Math.max(2, 2 * Math.ceil(size.height / count / 2));
  const bands: Tensor[] = [];
  for (let from = 0; from < size.height; from += rows) bands.push(make(from, Math.min(size.height, from + rows)));
  return bands;
}

/** Rows from … to - 1 of a picture that is made as it is read. */
export type Rows = (from: number, to: number) => Tensor;

/** Group norm, with SiLU where asked for, of a picture in bands; made for whichever rows are read. */
export function normRows(scope: Scope, bands: Bands, norm: GroupNormConfig, silu: boolean): Rows {
  const { groups } = norm;
  if (bands.length === 1) {
    const y = groupNorm(scope, bands[0], norm, silu);
    return (from, to) => rowsOf([y], from, to);
  }
  const c = channels(bands[0].shape);
  const [gamma, beta] = [scope.weight('weight', c), scope.weight('bias', c)];
  const stats = groupStats(momentsOf(bands), { samples: bands[0].shape[0], c, pixels: pixelsOf(bands) }, norm);
  return (from, to) => applyGroupNorm(rowsOf(bands, from, to), gamma, beta, stats, groups, silu);
}

const pixelsOf = (bands: Bands): number => heightOf(bands) * bands[0].shape[2];

function momentsOf([first, ...others]: Bands): Tensor {
  let moments = channelMoments(first);
  const done = [first];
  for (const band of others) {
    moments = joinMoments(moments, channelMoments(band), pixelsOf(done), pixelsOf([band]));
    done.push(band);
  }
  return moments;
}

/** Twice as high and wide, nearest. */
export const upsampleRows = (bands: Bands): Rows => (from, to) => {
  const upper = Math.floor(from / 2);
  return rowsOf([upsample2(rowsOf(bands, upper, Math.ceil(to / 2)))], from - 2 * upper, to - 2 * upper);
};

export interface BandConv {
  out: number;
  /** of the picture that is read */
  height: number;
  width: number;
  /** stride 2, padding at the bottom and right only */
  halve?: boolean;
  residual?: Rows;
  /** elements of a band */
  limit: number;
}

/** Convolution 3×3 with bias; each band of the result reads its rows with a halo. */
export function convBands(scope: Scope, rows: Rows, { out, height, width, halve = false, residual, limit }: BandConv): Bands {
  const stride = halve ? 2 : 1;
  const before = halve ? 0 : 1;
  const result = { height: height / stride, width: width / stride, c: out };
  return inBands(result, limit, (from, to) => {
    const first = Math.max(0, from * stride - before);
    const x = rows(first, Math.min(height, (to - 1) * stride - before + 3));
    // a picture in one band is a plain convolution
    const band = to - from < result.height ? { top: first + before - from * stride, count: to - from } : undefined;
    return conv(scope, x, out, { stride, padding: halve ? 'end' : 'both', residual: residual?.(from, to), band });
  });
}
