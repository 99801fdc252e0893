/** @file Convolution 3×3 (stride 1 or 2) and its gradient with respect to the input. 1×1 is a linear layer. */
import { invariant } from '../../../failure';
import { channels, quads, rows, type Node, type Tensor } from '../../graph';
import type { Dispatch, OpDefinition, Shader } from '../../op';
import { residualOf } from '../aliasing';
import dxSource from './conv-dx.wgsl?raw';
import source from './conv.wgsl?raw';

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

const shader: Shader = { name: 'conv', source };
const dxShader: Shader = { name: 'conv-dx', source: dxSource };
const has = (tensor: Tensor | null): number => (tensor ? 1 : 0);

function lowerConv({ inputs, outputs: [y], attrs }: Node): Dispatch[] {
  const [x, w, bias, sample, residual] = inputs as [Tensor, Tensor, ...(Tensor | null)[]];
  const { stride, before, top = before } = attrs as { stride: number; before: number; top?: number };
  const [, h, width] = x.shape;
  const [, oh, ow] = y.shape;
  const pixels = rows(y.shape);
  // a negative top wraps, as the kernel's rows do
  const sizes = [pixels, w.shape[0], quads(x.shape), h, width, oh, ow, stride, top >>> 0, before];
  const uniforms = [...sizes, has(bias), has(sample), has(residual)];
  const groups = [Math.ceil(quads(y.shape) / 8), Math.ceil(pixels / 64), 1] as const;
  return [{ shader, bindings: [x, w, bias, sample, residual, y], weight: w, uniforms, groups }];
}

function lowerDx({ inputs, outputs: [dx], attrs }: Node): Dispatch[] {
  const [dy, w, residual] = inputs as [Tensor, Tensor, Tensor | null];
  const { stride, before } = attrs as { stride: number; before: number };
  const [, h, width] = dx.shape;
  const [, oh, ow] = dy.shape;
  const pixels = rows(dx.shape);
  const { mode, bound } = residualOf(residual, dy);
  const uniforms = [pixels, w.shape[0], channels(w.shape), h, width, oh, ow, stride, before, before, mode];
  const groups = [Math.ceil(quads(dx.shape) / 8), Math.ceil(pixels / 64), 1] as const;
  return [{ shader: dxShader, bindings: [dy, w, bound, dx], weight: w, uniforms, groups }];
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
