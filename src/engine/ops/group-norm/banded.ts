/**
 * @file Group norm of a picture that lies in several tensors: moments of every channel band by band, joined, made into
 * statistics of the groups, and applied to any rows. Two passes over the picture; forward only.
 */
import { channels, quads, rows, sizeOf, type Attrs, type Node, type OutputSpec, type Tensor } from '../../graph';
import { f32, lineOf, type Dispatch, type OpDefinition, type Shader } from '../../op';
import { chunking, mergeShader, momentsShader, applyDispatch, type GroupNormOptions } from './group-norm';
import joinSource from './join-moments.wgsl?raw';
import sumSource from './sum-moments.wgsl?raw';

/** [b, c / 4 quads, 2] vec4: mean and sum of squared distances from it, for every channel */
const perChannel = (samples: number, c: number): OutputSpec => ({ shape: [samples * Math.ceil(c / 4) * 8], dtype: 'f32' });

/** x [b, h, w, c] → moments of its channels. */
export function channelMoments(x: Tensor): Tensor {
  const { chunks } = chunking(x);
  const chunked: OutputSpec = { shape: [x.shape[0] * chunks * quads(x.shape) * 8], dtype: 'f32' };
  return x.graph.apply('channel-moments', [x], {}, [perChannel(x.shape[0], channels(x.shape)), chunked])[0];
}

/** Moments of `na` and of `nb` pixels → those of both (Chan et al. 1979). */
export function joinMoments(a: Tensor, b: Tensor, na: number, nb: number): Tensor {
  return a.graph.apply('join-moments', [a, b], { na, nb }, [{ shape: a.shape, dtype: 'f32' }])[0];
}

/** Moments of `pixels` pixels → stats [b * groups * 2]: mean, 1 / deviation of every group. */
export function groupStats(moments: Tensor, shape: { samples: number; c: number; pixels: number }, options: Omit<GroupNormOptions, 'silu'>): Tensor {
  const out: OutputSpec = { shape: [shape.samples * options.groups * 2], dtype: 'f32' };
  return moments.graph.apply('group-stats', [moments], { ...shape, groups: options.groups, eps: options.eps }, [out])[0];
}

/** Some rows x [b, h, w, c] of a picture with its stats → like x. */
export function applyGroupNorm(x: Tensor, gamma: Tensor, beta: Tensor, stats: Tensor, groups: number, silu: boolean): Tensor {
  return x.graph.apply('group-norm-apply', [x, gamma, beta, stats], { groups, silu }, [{ shape: x.shape, dtype: x.dtype }])[0];
}

const sumShader: Shader = { name: 'sum-moments', source: sumSource };
const joinShader: Shader = { name: 'join-moments', source: joinSource };

function lowerMoments({ inputs: [x], outputs: [moments, chunked] }: Node): Dispatch[] {
  const samples = x!.shape[0];
  const { pixels, chunks, chunkRows } = chunking(x!);
  const c4 = quads(x!.shape);
  const uniforms = [samples, pixels, c4, chunks, chunkRows];
  return [
    { shader: momentsShader, bindings: [x, chunked], uniforms, groups: lineOf(samples * chunks * c4) },
    { shader: sumShader, bindings: [chunked, moments], uniforms, groups: lineOf(samples * c4) },
  ];
}

function lowerJoin({ inputs: [a, b], outputs: [out], attrs }: Node): Dispatch[] {
  const count = sizeOf(out.shape) / 8;
  const uniforms = [count, f32(attrs.na as number), f32(attrs.nb as number)];
  return [{ shader: joinShader, bindings: [a, b, out], uniforms, groups: lineOf(count) }];
}

/** The merge of the plain norm, with the whole picture as one chunk. */
function lowerStats({ inputs: [moments], outputs: [stats], attrs }: Node): Dispatch[] {
  const { samples, c, pixels, groups, eps } = attrs as Readonly<Record<string, number>>;
  const uniforms = [samples, pixels, Math.ceil(c / 4), 1, pixels, groups, c / groups, f32(eps)];
  return [{ shader: mergeShader, bindings: [moments, stats], uniforms, groups: lineOf(samples * groups) }];
}

function lowerApply({ inputs, outputs: [y], attrs }: Node): Dispatch[] {
  const [x, gamma, beta, stats] = inputs as Tensor[];
  return [applyDispatch(x, gamma, beta, stats, y, attrs as Attrs)];
}

const perElement = (flops: number) => ({ inputs: [x] }: Node): number => flops * rows(x!.shape) * channels(x!.shape);

export const bandedGroupNormOps: OpDefinition[] = [
  { name: 'channel-moments', lower: lowerMoments, flops: perElement(4) },
  { name: 'join-moments', lower: lowerJoin, flops: perElement(4) },
  { name: 'group-stats', lower: lowerStats, flops: perElement(2) },
  { name: 'group-norm-apply', lower: lowerApply, flops: perElement(4) },
];
