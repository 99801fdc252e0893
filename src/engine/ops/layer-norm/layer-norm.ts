/** @file Layer norm over the channels of every row, and its gradients (dbeta is a column sum of dy). */
import { invariant } from '../../../failure';
import { channels, quads, rows, sizeOf, type Node, type OutputSpec, type Tensor } from '../../graph';
import { f32, lineOf, WORKGROUP, type Dispatch, type OpDefinition, type Shader } from '../../op';
import { residualOf } from '../aliasing';
import { acrossShader } from '../norm/across';
import type { Storage } from '../../storage';
import type { Tuning } from '../../tiles/tuning';
import dgammaSource from './layer-norm-dgamma.wgsl?raw';
import dxSource from './layer-norm-dx.wgsl?raw';
import rowsDxSource from './layer-norm-rows-dx.wgsl?raw';
import rowsSource from './layer-norm-rows.wgsl?raw';
import source from './layer-norm.wgsl?raw';

/** x [..., c], gamma [c], beta [c] → like x. Outputs: y, stats [rows * 2] f32 (mean, 1 / deviation). */
export function layerNorm(x: Tensor, gamma: Tensor, beta: Tensor, eps: number): Tensor {
  invariant(channels(x.shape) === channels(gamma.shape), () => `layer norm of [${x.shape}] by [${gamma.shape}]`);
  const stats: OutputSpec = { shape: [rows(x.shape) * 2], dtype: 'f32' };
  return x.graph.apply('layer-norm', [x, gamma, beta], { eps }, [{ shape: x.shape, dtype: x.dtype }, stats])[0];
}

/** dy, x [..., c] and forward's eps → dx like x; `residual` is added (a gradient from elsewhere, may be dy). */
export function layerNormDx(dy: Tensor, x: Tensor, gamma: Tensor, eps: number, residual: Tensor | null = null): Tensor {
  return x.graph.apply('layer-norm-dx', [dy, x, gamma, residual], { eps }, [{ shape: x.shape, dtype: x.dtype }])[0];
}

/** dy, x [..., c] and forward's stats → dgamma [c] */
export function layerNormDgamma(dy: Tensor, x: Tensor, stats: Tensor): Tensor {
  const shape = [channels(x.shape)];
  return x.graph.apply('layer-norm-dgamma', [dy, x, stats], {}, [{ shape, dtype: x.dtype }])[0];
}

const shader: Shader = { name: 'layer-norm', source };
const dxShader: Shader = { name: 'layer-norm-dx', source: dxSource };
const dgammaShader: Shader = { name: 'layer-norm-dgamma', source: dgammaSource };

/** How many threads share a row: a workgroup of them where barriers are cheap, else one. */
function over(x: Tensor, plain: Shader, text: string, tuning: Tuning): Pick<Dispatch, 'shader' | 'groups'> {
  if (tuning.kernels === 'barrier-free') return { shader: plain, groups: lineOf(rows(x.shape)) };
  const shader = acrossShader(`${plain.name} rows`, text, WORKGROUP, { EACH: Math.ceil(quads(x.shape) / WORKGROUP) }, tuning);
  return { shader, groups: lineOf(rows(x.shape), 1) };
}

function lower({ inputs, outputs: [y, stats], attrs }: Node, _: Storage, tuning: Tuning): Dispatch[] {
  const [x, gamma, beta] = inputs as Tensor[];
  const uniforms = [rows(x.shape), channels(x.shape), f32(attrs.eps as number)];
  return [{ ...over(x, shader, rowsSource, tuning), bindings: [x, gamma, beta, y, stats], weight: gamma, uniforms }];
}

function lowerDx({ inputs, outputs: [dx], attrs }: Node, _: Storage, tuning: Tuning): Dispatch[] {
  const [dy, x, gamma] = inputs as Tensor[];
  const { mode, bound } = residualOf(inputs[3], dy);
  const uniforms = [rows(x.shape), channels(x.shape), f32(attrs.eps as number), mode];
  return [{ ...over(x, dxShader, rowsDxSource, tuning), bindings: [dy, x, gamma, bound, dx], weight: gamma, uniforms }];
}

function lowerDgamma({ inputs, outputs: [dgamma] }: Node): Dispatch[] {
  const [dy, x, stats] = inputs as Tensor[];
  const uniforms = [rows(x.shape), quads(x.shape)];
  return [{ shader: dgammaShader, bindings: [dy, x, stats, dgamma], uniforms, groups: lineOf(quads(x.shape)) }];
}

export const layerNormOps: OpDefinition[] = [
  { name: 'layer-norm', lower, flops: ({ inputs }) => 8 * sizeOf(inputs[0]!.shape) },
  { name: 'layer-norm-dx', lower: lowerDx, flops: ({ inputs }) => 17 * sizeOf(inputs[0]!.shape) },
  { name: 'layer-norm-dgamma', lower: lowerDgamma, flops: ({ inputs }) => 4 * sizeOf(inputs[0]!.shape) },
];
