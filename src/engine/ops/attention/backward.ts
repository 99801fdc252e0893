/** @file The gradient of attention as dispatches: delta, then dq and dk, dv, each with its weights made again, or with weights kept for all. */
import { channels, rows, type Node, type Tensor } from '../../graph';
import { lineOf, type Dispatch } from '../../op';
import type { Storage } from '../../storage';
import type { Tuning } from '../../tiles/tuning';
import deltaSource from './attention-delta.wgsl?raw';
import { keptNumbers, lowerKept } from './kept';
import { flopsOf, lowerDkv, lowerDq, type DkDv } from './lower';

/** By name, the tensors of a node of attention's gradient. */
export interface Backward {
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
  readonly dout: Tensor;
  readonly lse: Tensor;
  /** each query's dot product of do and o by heads, f32 [b * heads * tq] */
  readonly delta: Tensor;
  readonly dq?: Tensor;
  readonly dkv?: DkDv;
}

export function lowerBackward(node: Node, storage: Storage, tuning: Tuning): Dispatch[] {
  const [q, k, v, o, dout, lse] = node.inputs as Tensor[];
  const delta = q.graph.scratch(node, lse.shape);
  const tensors: Backward = { q, k, v, dout, lse, delta, ...resultsOf(node) };
  return [deltaDispatch(node, dout, o, delta), ...products(node, tensors, storage, tuning)];
}

function products(node: Node, tensors: Backward, storage: Storage, tuning: Tuning): Dispatch[] {
  if (tuning.kernels === 'barrier-free' && keptNumbers(node) <= tuning.keptNumbers) return lowerKept(node, tensors);
  const { q, k, v, dout, lse, delta, dq, dkv } = tensors;
  const given = [q, k, v, dout, lse, delta];
  return [...(dq ? lowerDq(node, [...given, dq], storage, tuning) : []), ...(dkv ? lowerDkv(node, given, dkv, storage, tuning) : [])];
}

function resultsOf({ outputs, attrs }: Node): Pick<Backward, 'dq' | 'dkv'> {
  const [dk, dv] = outputs.slice(-2);
  return { ...(attrs.q && { dq: outputs[0] }), ...(attrs.kv && { dkv: [dk, dv] as const }) };
}

function deltaDispatch({ attrs }: Node, dout: Tensor, o: Tensor, delta: Tensor): Dispatch {
  const heads = attrs.heads as number;
  const [samples, t] = o.shape;
  const uniforms = [samples, heads, t, channels(o.shape) / heads / 4];
  return { shader: { name: 'attention-delta', source: deltaSource }, bindings: [dout, o, delta], uniforms, groups: lineOf(samples * heads * t) };
}

/** As tiles do it, which keep no weights: three products for dq, four for dk and dv. */
export function backwardFlops(node: Node): number {
  const { inputs: [q], attrs } = node;
  const products = (attrs.q ? 3 : 0) + (attrs.kv ? 4 : 0);
  return flopsOf(products)(node) + 2 * rows(q!.shape) * channels(q!.shape);
}
