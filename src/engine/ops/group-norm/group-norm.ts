/** @file Group norm with optional SiLU, and its gradient by x. The backward pass keeps x and two numbers per group. */
import { invariant } from '../../../failure';
import { channels, quads, rows, sizeOf, type Attrs, type Node, type OutputSpec, type Tensor } from '../../graph';
import { f32, lineOf, type Dispatch, type OpDefinition, type Shader } from '../../op';
import type { Storage } from '../../storage';
import type { Tuning } from '../../tiles/tuning';
import activations from '../../wgsl/activations.wgsl?raw';
import { ACTIVATIONS } from '../activation/kinds';
import { residualOf } from '../aliasing';
import { groupsAtOnce, lowerFused, lowerFusedDx } from './fused';
import group from './group.wgsl?raw';
import dxMergeSource from './group-norm-dx-merge.wgsl?raw';
import dxSumsSource from './group-norm-dx-sums.wgsl?raw';
import dxSource from './group-norm-dx.wgsl?raw';
import source from './group-norm.wgsl?raw';
import mergeSource from './merge.wgsl?raw';
import momentsSource from './moments.wgsl?raw';

export interface GroupNormOptions {
  groups: number;
  eps: number;
  silu: boolean;
}

/** x [b, ..., c], gamma [c], beta [c] → like x. Outputs: y, stats [b * groups * 2] f32 (mean, 1 / deviation), scratch. */
export function groupNorm(x: Tensor, gamma: Tensor, beta: Tensor, { groups, eps, silu }: GroupNormOptions): Tensor {
  invariant(channels(x.shape) % groups === 0, () => `group norm of [${x.shape}] in ${groups} groups`);
  const outputs: OutputSpec[] = [{ shape: x.shape, dtype: x.dtype }, flat(x.shape[0] * groups * 2), partials(x)];
  return x.graph.apply('group-norm', [x, gamma, beta], { groups, eps, silu }, outputs)[0];
}

/** dy, x [b, ..., c] and forward's stats → dx like x; `residual` is added (a gradient from elsewhere, may be dy). */
export function groupNormDx(
  dy: Tensor,
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  stats: Tensor,
  { groups, silu }: Attrs,
  residual: Tensor | null = null,
): Tensor {
  const merged = flat(x.shape[0] * (groups as number) * 4);
  const outputs: OutputSpec[] = [{ shape: x.shape, dtype: x.dtype }, partials(x), merged];
  return x.graph.apply('group-norm-dx', [dy, x, gamma, beta, stats, residual], { groups, silu }, outputs)[0];
}

const flat = (count: number): OutputSpec => ({ shape: [count], dtype: 'f32' });
/** two quads of f32 for each chunk of rows and quad of channels */
const partials = (x: Tensor): OutputSpec => flat(x.shape[0] * chunking(x).chunks * quads(x.shape) * 8);

/** About as many chunks as rows in a chunk, so that neither of the two sums is long. */
export function chunking(x: Tensor): { pixels: number; chunks: number; chunkRows: number } {
  const pixels = rows(x.shape) / x.shape[0];
  const chunkRows = Math.max(8, Math.ceil(Math.sqrt(pixels)));
  return { pixels, chunkRows, chunks: Math.ceil(pixels / chunkRows) };
}

export const momentsShader: Shader = { name: 'group-norm-moments', source: momentsSource };
export const mergeShader: Shader = { name: 'group-norm-merge', source: group + mergeSource };
const shader: Shader = { name: 'group-norm', source: activations + group + source };
const dxSumsShader: Shader = { name: 'group-norm-dx-sums', source: activations + group + dxSumsSource };
const dxMergeShader: Shader = { name: 'group-norm-dx-merge', source: group + dxMergeSource };
const dxShader: Shader = { name: 'group-norm-dx', source: activations + group + dxSource };

/** What every pass needs: sizes, and the threads of a pass by chunks, by groups, and by blocks of 8 rows. */
function sizes(x: Tensor, attrs: Attrs) {
  const samples = x.shape[0];
  const groups = attrs.groups as number;
  const { pixels, chunks, chunkRows } = chunking(x);
  const c4 = quads(x.shape);
  const blocks = Math.ceil(pixels / 8);
  return {
    chunkWords: [samples, pixels, c4, chunks],
    blockWords: [samples, pixels, channels(x.shape), blocks],
    chunkRows,
    groupWords: [groups, channels(x.shape) / groups],
    act: attrs.silu ? ACTIVATIONS.silu : ACTIVATIONS.none,
    chunkLine: lineOf(samples * chunks * c4),
    groupLine: lineOf(samples * groups),
    blockLine: lineOf(samples * blocks * c4),
  };
}

function lower(node: Node, _: Storage, tuning: Tuning): Dispatch[] {
  const atOnce = groupsAtOnce(node.inputs[0]!, node.attrs.groups as number, tuning);
  return atOnce ? lowerFused(node, atOnce, tuning) : lowerPasses(node);
}

function lowerPasses({ inputs, outputs: [y, stats, moments], attrs }: Node): Dispatch[] {
  const [x, gamma, beta] = inputs as Tensor[];
  const s = sizes(x, attrs);
  const chunkWords = [...s.chunkWords, s.chunkRows];
  const mergeWords = [...chunkWords, ...s.groupWords, f32(attrs.eps as number)];
  return [
    { shader: momentsShader, bindings: [x, moments], uniforms: chunkWords, groups: s.chunkLine },
    { shader: mergeShader, bindings: [moments, stats], uniforms: mergeWords, groups: s.groupLine },
    applyDispatch(x, gamma, beta, stats, y, attrs),
  ];
}

/** The last pass: x with the statistics of its groups → y. */
export function applyDispatch(x: Tensor, gamma: Tensor, beta: Tensor, stats: Tensor, y: Tensor, attrs: Attrs): Dispatch {
  const s = sizes(x, attrs);
  const uniforms = [...s.blockWords, ...s.groupWords, s.act];
  return { shader, bindings: [x, gamma, beta, stats, y], weight: gamma, uniforms, groups: s.blockLine };
}

function lowerDx(node: Node, _: Storage, tuning: Tuning): Dispatch[] {
  const atOnce = groupsAtOnce(node.inputs[1]!, node.attrs.groups as number, tuning);
  return atOnce ? lowerFusedDx(node, atOnce, tuning) : lowerDxPasses(node);
}

function lowerDxPasses({ inputs, outputs: [dx, sums, merged], attrs }: Node): Dispatch[] {
  const [dy, x, gamma, beta, stats] = inputs as Tensor[];
  const { mode, bound } = residualOf(inputs[5], dy);
  const s = sizes(x, attrs);
  const sumWords = [...s.chunkWords, s.chunkRows, ...s.groupWords, s.act];
  const mergeWords = [...s.chunkWords, ...s.groupWords];
  const words = [...s.blockWords, ...s.groupWords, s.act, mode];
  return [
    { shader: dxSumsShader, bindings: [dy, x, gamma, beta, stats, sums], weight: gamma!, uniforms: sumWords, groups: s.chunkLine },
    { shader: dxMergeShader, bindings: [sums, stats, merged], uniforms: mergeWords, groups: s.groupLine },
    { shader: dxShader, bindings: [dy, x, gamma, beta, merged, bound, dx], weight: gamma!, uniforms: words, groups: s.blockLine },
  ];
}

export const groupNormOps: OpDefinition[] = [
  { name: 'group-norm', lower, flops: ({ inputs }) => 8 * sizeOf(inputs[0]!.shape) },
  { name: 'group-norm-dx', lower: lowerDx, flops: ({ inputs }) => 20 * sizeOf(inputs[0]!.shape) },
];
