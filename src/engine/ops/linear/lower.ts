/** @file The dispatches of linear layers and their gradients: by threads without barriers, or in tiles. */
import { channels, quads, rows, type Node, type Tensor } from '../../graph';
import { lineOf, type Dispatch, type Shader } from '../../op';
import type { Storage } from '../../storage';
import { tiledProduct } from '../../tiles/product';
import type { Tuning } from '../../tiles/tuning';
import { eightRows } from '../../tiles/written-out';
import activations from '../../wgsl/activations.wgsl?raw';
import { residualOf } from '../aliasing';
import { ACTIVATIONS, type Activation } from '../activation/kinds';
import columnSumSource from './column-sum.wgsl?raw';
import dwSource from './linear-dw.wgsl?raw';
import dxHead from './linear-dx-head.wgsl?raw';
import dxOperands from './linear-dx-tiled.wgsl?raw';
import dxSource from './linear-dx.wgsl?raw';
import linearHead from './linear-head.wgsl?raw';
import operands from './linear-tiled.wgsl?raw';
import source from './linear.wgsl?raw';

const head = `${activations}\n${linearHead}`;
const shader: Shader = { name: 'linear', source: head + eightRows(source) };
const dxShader: Shader = { name: 'linear-dx', source: dxHead + eightRows(dxSource) };
const dwShader: Shader = { name: 'linear-dw', source: dwSource };
const sumShader: Shader = { name: 'column-sum', source: columnSumSource };

const has = (tensor: Tensor | null): number => (tensor ? 1 : 0);
const tiles = (columns: number, lines: number): [number, number, number] => [
  Math.ceil(columns / 8),
  Math.ceil(lines / 8),
  1,
];

/** Workgroups without barriers: 8 × 8 threads of 8 rows and one quad each. */
export const blocksOf = (columns: number, lines: number): [number, number, number] => tiles(columns, lines / 8);

export function lowerLinear(node: Node, storage: Storage, tuning: Tuning): Dispatch[] {
  const { inputs, outputs: [y], attrs } = node;
  const [x, w, bias, sample, residual] = inputs as [Tensor, Tensor, ...(Tensor | null)[]];
  const m = rows(x.shape);
  const n = w.shape[0];
  const sampleRows = sample ? m / rows(sample.shape) : 1;
  const act = ACTIVATIONS[attrs.act as Activation];
  const uniforms = [m, n, quads(x.shape), sampleRows, has(bias), has(sample), has(residual), act];
  const bindings = [x, w, bias, sample, residual, y];
  if (tuning.kernels === 'barrier-free') return [{ shader, bindings, weight: w, uniforms, groups: blocksOf(quads(y.shape), m) }];
  const size = { rows: m, columns: n, depth: channels(x.shape), taps: 1 };
  return tiledProduct(node, { kernel: 'linear', head, operands, size, bindings, weight: w, words: () => uniforms }, storage, tuning);
}

export function lowerDx(node: Node, storage: Storage, tuning: Tuning): Dispatch[] {
  const { inputs, outputs: [dx] } = node;
  const [dy, w, residual] = inputs as [Tensor, Tensor, Tensor | null];
  const m = rows(dy.shape);
  const { mode, bound } = residualOf(residual, dy);
  const uniforms = [m, channels(dy.shape), channels(w.shape), mode];
  const bindings = [dy, w, bound, dx];
  if (tuning.kernels === 'barrier-free') return [{ shader: dxShader, bindings, weight: w, uniforms, groups: blocksOf(quads(w.shape), m) }];
  const size = { rows: m, columns: channels(w.shape), depth: channels(dy.shape), taps: 1 };
  const text = { head: dxHead, operands: dxOperands };
  return tiledProduct(node, { kernel: 'linear-dx', ...text, size, bindings, weight: w, words: () => uniforms }, storage, tuning);
}

export function lowerDw({ inputs, outputs: [dw] }: Node): Dispatch[] {
  const [dy, x] = inputs as [Tensor, Tensor];
  const uniforms = [rows(x.shape), channels(dy.shape), channels(x.shape)];
  return [{ shader: dwShader, bindings: [dy, x, dw], uniforms, groups: tiles(quads(x.shape), quads(dy.shape)) }];
}

export function lowerColumnSum({ inputs: [x], outputs: [y], attrs }: Node): Dispatch[] {
  const groups = attrs.groups as number;
  const uniforms = [groups, rows(x!.shape) / groups, quads(x!.shape)];
  return [{ shader: sumShader, bindings: [x, y], uniforms, groups: lineOf(groups * quads(x!.shape)) }];
}
