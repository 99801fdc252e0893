/** @file Attention's dispatches: by threads without barriers, or in tiles, and dk and dv in parts where keys are few. */
import { channels, rows, sizeOf, type Node, type Tensor } from '../../graph';
import { lineOf, WORKGROUP, type Dispatch, type Word } from '../../op';
import type { Storage } from '../../storage';
import type { Tuning } from '../../tiles/tuning';
import { dkvShader, dqShader, forwardShader, mergeShader, tiledDkv, tiledDq, tiledForward, type Kernel, type TiledKernel } from './shaders';
import { BUSY_PARTS, mostParts, partsOf, tilingOf, type Extent, type Tiling } from './tiling';

/** What every kernel of attention is told. */
interface Sizes {
  samples: number;
  heads: number;
  tq: number;
  tk: number;
  head4: number;
  words: readonly Word[];
}

function sizesOf({ inputs, attrs }: Node): Sizes {
  const [q, k] = inputs as Tensor[];
  const heads = attrs.heads as number;
  const [samples, tq] = q.shape;
  const tk = k.shape[1];
  return { samples, heads, tq, tk, head4: channels(q.shape) / heads / 4, words: [samples, heads, tq, tk, attrs.causal ? 1 : 0] };
}

/** Of `products` matrix products of queries, keys and channels; where causal, of the keys that queries see: half where they are as many. */
export const flopsOf = (products: number) => ({ inputs, attrs }: Node): number => {
  const [q, k] = inputs as Tensor[];
  const seen = k.shape[1] - (attrs.causal ? q.shape[1] / 2 : 0);
  return products * 2 * rows(q.shape) * channels(q.shape) * seen;
};

/** Operations of one dispatch at most, so that none holds a slow GPU for long: 40 ms at 100 GFLOP/s. */
const DISPATCH_FLOPS = 4e9;

/** `count` things in bands of about DISPATCH_FLOPS: the VAE's one head of 512 asks for that. [first, how many] */
function bandsOf(count: number, unit: number, flops: number): [number, number][] {
  const bands = Math.min(Math.ceil(flops / DISPATCH_FLOPS), Math.ceil(count / unit));
  const each = Math.ceil(count / bands / unit) * unit;
  return Array.from({ length: Math.ceil(count / each) }, (_, band) => [band * each, Math.min(each, count - band * each)]);
}

/** The dispatches of one kernel whose threads or rows are queries (or keys), and parts of the other where there are some. */
interface Work {
  sizes: Sizes;
  length: number;
  flops: number;
  bindings: readonly Tensor[];
  parts?: { parts: number; each: number };
}

/** One thread: four rows of one head. */
function byThreads({ sizes, length, flops, bindings, parts }: Work, kernel: Kernel): Dispatch[] {
  const threads = sizes.samples * sizes.heads * Math.ceil(length / 4);
  const shader = kernel({ HEAD4: sizes.head4 }, parts !== undefined && parts.parts > 1);
  return bandsOf(threads, WORKGROUP, flops).map(([first, count]) => {
    const [x, y] = lineOf(count);
    return { shader, bindings, uniforms: [...sizes.words, first, sizes.head4, ...(parts ? [parts.each] : [])], groups: [x, y, parts?.parts ?? 1] };
  });
}

/** One workgroup: 4 Y rows of one head. */
function byTiles({ sizes, length, flops, bindings, parts }: Work, tiling: Tiling, kernel: TiledKernel): Dispatch[] {
  const shader = kernel({ HEAD4: sizes.head4, X: tiling.x, Y: tiling.y, SPAN: tiling.span }, tiling.wide, parts !== undefined && parts.parts > 1);
  return bandsOf(length, 4 * tiling.y, flops).map(([first, count]) => {
    const uniforms = [...sizes.words, first, ...(parts ? [parts.each] : [])];
    return { shader, bindings, uniforms, groups: [Math.ceil(count / (4 * tiling.y)), sizes.samples * sizes.heads, parts?.parts ?? 1] };
  });
}

/** What a kernel's tiles are over, and parts of the columns. */
type Over = Pick<Extent, 'rows' | 'columns' | 'sharesRows'> & { parts: number };

function tilingFor({ inputs: [q] }: Node, { samples, heads, head4 }: Sizes, { parts, ...over }: Over, storage: Storage, tuning: Tuning): Tiling {
  const quadBytes = storage === 'f32' || q!.dtype === 'f32' ? 16 : 8;
  return tilingOf({ head4, ...over, heads: samples * heads * parts, quadBytes }, tuning.workgroupBytes);
}

const lowerByQueries = (kernel: Kernel, tiled: TiledKernel, products: number, sharesRows: boolean) =>
  (node: Node, bindings: readonly Tensor[], storage: Storage, tuning: Tuning): Dispatch[] => {
    const sizes = sizesOf(node);
    const work: Work = { sizes, length: sizes.tq, flops: flopsOf(products)(node), bindings };
    if (tuning.kernels === 'barrier-free') return byThreads(work, kernel);
    // where causal, tiles of several blocks would hold more of what no query of theirs sees
    const columns = node.attrs.causal ? undefined : sizes.tk;
    const over = { rows: sizes.tq, columns, sharesRows, parts: 1 };
    return byTiles(work, tilingFor(node, sizes, over, storage, tuning), tiled);
  };

const forward = lowerByQueries(forwardShader, tiledForward, 2, true);
export const lowerForward = (node: Node, storage: Storage, tuning: Tuning): Dispatch[] =>
  forward(node, [...node.inputs, ...node.outputs] as Tensor[], storage, tuning);

/** bindings: q, k, v, do, lse, delta, dq */
export const lowerDq = lowerByQueries(dqShader, tiledDq, 3, false);

export type DkDv = readonly [dk: Tensor, dv: Tensor];

/** Threads of keys that keep a software adapter busy: a few workgroups for each of some cores. */
const BUSY_THREADS = 512;

/** given: q, k, v, do, lse, delta */
export function lowerDkv(node: Node, given: readonly Tensor[], results: DkDv, storage: Storage, tuning: Tuning): Dispatch[] {
  const sizes = sizesOf(node);
  const { samples, heads, tq, tk } = sizes;
  const free = tuning.kernels === 'barrier-free';
  const tiling = tilingFor(node, sizes, { rows: tk, sharesRows: false, parts: mostParts(tq) }, storage, tuning);
  const workers = samples * heads * (free ? Math.ceil(tk / 4) : Math.ceil(tk / (4 * tiling.y)));
  const parts = partsOf(workers, tq, free ? BUSY_THREADS : BUSY_PARTS, free ? 1 : 4 * tiling.x);
  const { targets, merge } = targetsOf(node, results, parts.parts);
  const work: Work = { sizes, length: tk, flops: flopsOf(4)(node), bindings: [...given, ...targets], parts };
  return [...(free ? byThreads(work, dkvShader) : byTiles(work, tiling, tiledDkv)), ...merge];
}

/** Where a kernel of dk and dv writes: straight to them, or to parts that one more dispatch adds in their order. */
function targetsOf(node: Node, [dk, dv]: DkDv, parts: number): { targets: readonly Tensor[]; merge: Dispatch[] } {
  if (parts === 1) return { targets: [dk, dv], merge: [] };
  const count = sizeOf(dk.shape);
  const sums = dk.graph.scratch(node, [parts * 2 * count]);
  const uniforms = [count / 4, parts];
  return { targets: [sums], merge: [{ shader: mergeShader, bindings: [sums, dk, dv], uniforms, groups: lineOf(count / 4) }] };
}
