/** @file The dispatches of convolutions and their gradient: by threads without barriers, or in tiles. */
import { channels, quads, rows, type Node, type Tensor } from '../../graph';
import type { Dispatch, Shader } from '../../op';
import type { Storage } from '../../storage';
import { tiledProduct, type Product } from '../../tiles/product';
import type { Tuning } from '../../tiles/tuning';
import { eightRows } from '../../tiles/written-out';
import { residualOf } from '../aliasing';
import dxHead from './conv-dx-head.wgsl?raw';
import dxOperands from './conv-dx-tiled.wgsl?raw';
import dxSource from './conv-dx.wgsl?raw';
import head from './conv-head.wgsl?raw';
import operands from './conv-tiled.wgsl?raw';
import source from './conv.wgsl?raw';

const shader: Shader = { name: 'conv', source: head + eightRows(source) };
const dxShader: Shader = { name: 'conv-dx', source: dxHead + eightRows(dxSource) };
const has = (tensor: Tensor | null): number => (tensor ? 1 : 0);

export function lowerConv(node: Node, storage: Storage, tuning: Tuning): Dispatch[] {
  const { inputs, outputs: [y], attrs } = node;
  const [x, w, bias, sample, residual] = inputs as [Tensor, Tensor, ...(Tensor | null)[]];
  const { stride, before, top = before } = attrs as { stride: number; before: number; top?: number };
  const [, h, width] = x.shape;
  const [, oh, ow] = y.shape;
  const pixels = rows(y.shape);
  // a negative top wraps, as the kernel's rows do
  const sizes = [pixels, w.shape[0], quads(x.shape), h, width, oh, ow, stride, top >>> 0, before];
  const uniforms = [...sizes, has(bias), has(sample), has(residual)];
  const bindings = [x, w, bias, sample, residual, y];
  const groups = [Math.ceil(quads(y.shape) / 8), Math.ceil(pixels / 64), 1] as const;
  if (tuning.kernels === 'barrier-free') return [{ shader, bindings, weight: w, uniforms, groups }];
  const size = { rows: pixels, columns: w.shape[0], depth: channels(x.shape), taps: 9 };
  const words: Product['words'] = (perTap) => [...uniforms, perTap];
  return tiledProduct(node, { kernel: 'conv', head, operands, size, bindings, weight: w, words }, storage, tuning);
}

export function lowerDx(node: Node, storage: Storage, tuning: Tuning): Dispatch[] {
  const { inputs, outputs: [dx], attrs } = node;
  const [dy, w, residual] = inputs as [Tensor, Tensor, Tensor | null];
  const { stride, before } = attrs as { stride: number; before: number };
  const [, h, width] = dx.shape;
  const [, oh, ow] = dy.shape;
  const pixels = rows(dx.shape);
  const { mode, bound } = residualOf(residual, dy);
  const uniforms = [pixels, w.shape[0], channels(w.shape), h, width, oh, ow, stride, before, before, mode];
  const bindings = [dy, w, bound, dx];
  const groups = [Math.ceil(quads(dx.shape) / 8), Math.ceil(pixels / 64), 1] as const;
  if (tuning.kernels === 'barrier-free') return [{ shader: dxShader, bindings, weight: w, uniforms, groups }];
  const size = { rows: pixels, columns: channels(w.shape), depth: w.shape[0], taps: 9 };
  const words: Product['words'] = (perTap) => [...uniforms, perTap];
  const text = { head: dxHead, operands: dxOperands };
  return tiledProduct(node, { kernel: 'conv-dx', ...text, size, bindings, weight: w, words }, storage, tuning);
}
