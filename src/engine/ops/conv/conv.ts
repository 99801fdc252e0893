/** @file Convolution 3×3 (stride 1 or 2) and its gradient with respect to the input. 1×1 is a linear layer. */
import { invariant } from '../../../failure';
import { channels, rows, type Node, type Tensor } from '../../graph';
import type { OpDefinition } from '../../op';
import { lowerConv, lowerDx } from './lower';

export interface ConvOptions {
  /** [out] */
  bias?: Tensor;
  /** [batch, out]: the time embedding of a residual block */
  perSample?: Tensor;
  /** same shape as the result */
  residual?: Tensor;
  stride?: 1 | 2;
  /** `both`: one pixel on every side. `end`: one at the bottom and right only (the VAE encoder's downsampling). */
  padding?: 'both' | 'end';
  /** x is a band of a taller picture: make `count` rows, the first of which reads rows -top … 2 - top of x */
  band?: { top: number; count: number };
}

/** x [b, h, w, in], w [out, 3, 3, in] → [b, h', w', out]. */
export function conv3x3(x: Tensor, w: Tensor, options: ConvOptions = {}): Tensor {
  invariant(x.shape.length === 4 && channels(x.shape) === channels(w.shape), () => `conv [${x.shape}] with [${w.shape}]`);
  const { bias = null, perSample = null, residual = null, stride = 1, padding = 'both', band } = options;
  const before = padding === 'both' ? 1 : 0;
  const size = (n: number): number => Math.floor((n + before + 1 - 3) / stride) + 1;
  const shape = [x.shape[0], band?.count ?? size(x.shape[1]), size(x.shape[2]), w.shape[0]];
  const attrs = { stride, before, ...(band && { top: band.top }) };
  return x.graph.apply('conv', [x, w, bias, perSample, residual], attrs, [{ shape, dtype: x.dtype }])[0];
}

/** dy [b, h', w', out], w [out, 3, 3, in] → dx [b, h, w, in] of the given input shape. */
export function convDx(dy: Tensor, w: Tensor, shape: readonly number[], attrs: Node['attrs'], residual: Tensor | null = null): Tensor {
  return dy.graph.apply('conv-dx', [dy, w, residual], attrs, [{ shape, dtype: dy.dtype }])[0];
}

const flops = ({ inputs }: Node): number =>
  2 * 9 * rows(inputs[0]!.shape) * channels(inputs[0]!.shape) * channels(inputs[1]!.shape);

export const convOps: OpDefinition[] = [
  {
    name: 'conv',
    lower: lowerConv,
    flops: ({ inputs, outputs }) => 18 * rows(outputs[0].shape) * inputs[1]!.shape[0] * channels(inputs[0]!.shape),
  },
  { name: 'conv-dx', lower: lowerDx, flops },
];
