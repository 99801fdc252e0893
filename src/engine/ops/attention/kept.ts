/**
 * @file The gradient of a small attention without barriers: softmax's weights and their gradient are made once, kept while the op
 * runs and used by dq, dk and dv, five products instead of seven.
 */
import { channels, sizeOf, type Node, type Tensor } from '../../graph';
import type { Dispatch } from '../../op';
import { writtenOut } from '../../tiles/written-out';
import type { Backward } from './backward';
import dkvSource from './kept-dkv.wgsl?raw';
import dqSource from './kept-dq.wgsl?raw';
import weightsSource from './kept-weights.wgsl?raw';

const weights = { name: 'attention-weights', source: writtenOut(weightsSource, { query: 8, key: 4 }) };
const queries = { name: 'attention-dq of weights', source: writtenOut(dqSource, { query: 8 }) };
const keys = { name: 'attention-dkv of weights', source: writtenOut(dkvSource, { half: 2, lane: 4 }) };

const eight = (count: number): number => Math.ceil(count / 8) * 8;

/** [b * heads, tq, tk], the last two up to a multiple of eight */
function shapeOf({ inputs: [q, k], attrs }: Node): [number, number, number] {
  return [q!.shape[0] * (attrs.heads as number), eight(q!.shape[1]), eight(k!.shape[1])];
}

/** Of the weights, and as many of their gradient. */
export const keptNumbers = (node: Node): number => sizeOf(shapeOf(node));

export function lowerKept(node: Node, { q, k, v, dout, lse, delta, dq, dkv }: Backward): Dispatch[] {
  const shape = shapeOf(node);
  const [all, tq8, tk8] = shape;
  const [w, ds] = [q.graph.scratch(node, shape), q.graph.scratch(node, shape)];
  const heads = node.attrs.heads as number;
  const head4 = channels(q.shape) / heads / 4;
  const uniforms = [heads, q.shape[1], k.shape[1], head4, tq8, tk8 / 4];
  const groups = (x: number, y: number, wide: number) => [Math.ceil(x / wide), Math.ceil((y * wide) / 512), all] as const;
  return [
    { shader: weights, bindings: [q, k, v, dout, lse, delta, w, ds], uniforms: [...uniforms, node.attrs.causal ? 1 : 0], groups: groups(tk8 / 4, tq8, 4) },
    ...(dq ? [{ shader: queries, bindings: [ds, k, dq], uniforms, groups: groups(head4, tq8, 2) }] : []),
    ...(dkv ? [{ shader: keys, bindings: [w, ds, q, dout, ...dkv] as Tensor[], uniforms, groups: groups(head4, tk8, 2) }] : []),
  ];
}
