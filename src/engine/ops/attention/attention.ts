/**
 * @file Attention by heads without a score matrix: forward keeps the log-sum-exp of every query, backward makes the
 * weights again from it, dq by queries and dk, dv by keys, so no two threads ever add to the same number.
 */
import { Failure, invariant } from '../../../failure';
import { channels, rows, type Attrs, type Node, type OutputSpec, type Tensor } from '../../graph';
import { lineOf, type Dispatch, type OpDefinition } from '../../op';
import { distinct } from '../aliasing';
import deltaSource from './attention-delta.wgsl?raw';
import { flopsOf, lowerDkv, lowerDq, lowerForward } from './lower';

export interface AttentionOptions {
  heads: number;
  /** query i sees keys 0 … i */
  causal?: boolean;
}

/**
 * q [b, tq, heads * d], k and v [b, tk, heads * d] → [b, tq, heads * d], scores times 1 / sqrt(d).
 * Outputs: o, lse [b * heads * tq] f32. q, k and v must be three tensors.
 * @throws Failure `model.head-size` {size} where d is not a multiple of 4
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, { heads, causal = false }: AttentionOptions): Tensor {
  const size = channels(q.shape) / heads;
  if (size % 4 !== 0) throw new Failure('model.head-size', { size });
  invariant(fits(q, k) && String(k.shape) === String(v.shape), () => `attention [${q.shape}] [${k.shape}] [${v.shape}]`);
  distinct('attention', [q, k, v]);
  const outputs: OutputSpec[] = [like(q), perQuery(q, heads)];
  return q.graph.apply('attention', [q, k, v], { heads, causal }, outputs)[0];
}

/** dout, o [b, t, heads * d] → f32 [b * heads * t], each the dot product of a query's head in both. */
export function attentionDelta(dout: Tensor, o: Tensor, { heads }: Attrs | AttentionOptions): Tensor {
  distinct('attention-delta', [dout, o]);
  return o.graph.apply('attention-delta', [dout, o], { heads }, [perQuery(o, heads as number)])[0];
}

/** → dq like q; lse and delta from `attention` and `attentionDelta` */
export function attentionDq(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  dout: Tensor,
  lse: Tensor,
  delta: Tensor,
  { heads, causal = false }: Attrs | AttentionOptions,
): Tensor {
  return q.graph.apply('attention-dq', [q, k, v, dout, lse, delta], { heads, causal }, [like(q)])[0];
}

/** → [dk, dv] like k */
export function attentionDkv(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  dout: Tensor,
  lse: Tensor,
  delta: Tensor,
  { heads, causal = false }: Attrs | AttentionOptions,
): Tensor[] {
  const outputs = [like(k), like(k)];
  return q.graph.apply('attention-dkv', [q, k, v, dout, lse, delta], { heads, causal }, outputs);
}

/** The gradients that are needed, from forward's o and lse and the gradient dout of o. */
export function attentionBackward(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  o: Tensor,
  dout: Tensor,
  lse: Tensor,
  attrs: Attrs | AttentionOptions,
  needs: { q: boolean; kv: boolean },
): { dq?: Tensor; dk?: Tensor; dv?: Tensor } {
  const delta = attentionDelta(dout, o, attrs);
  const dq = needs.q ? attentionDq(q, k, v, dout, lse, delta, attrs) : undefined;
  const [dk, dv] = needs.kv ? attentionDkv(q, k, v, dout, lse, delta, attrs) : [];
  return { dq, dk, dv };
}

const like = ({ shape, dtype }: Tensor): OutputSpec => ({ shape, dtype });
const perQuery = (q: Tensor, heads: number): OutputSpec => ({ shape: [rows(q.shape) * heads], dtype: 'f32' });
const fits = (q: Tensor, k: Tensor): boolean =>
  q.shape.length === 3 && q.shape[0] === k.shape[0] && channels(q.shape) === channels(k.shape);

function lowerDelta({ inputs, outputs: [delta], attrs }: Node): Dispatch[] {
  const [dout, o] = inputs as Tensor[];
  const heads = attrs.heads as number;
  const [samples, t] = o.shape;
  const uniforms = [samples, heads, t, channels(o.shape) / heads / 4];
  const groups = lineOf(samples * heads * t);
  return [{ shader: { name: 'attention-delta', source: deltaSource }, bindings: [dout, o, delta], uniforms, groups }];
}

export const attentionOps: OpDefinition[] = [
  { name: 'attention', lower: lowerForward, flops: flopsOf(2) },
  { name: 'attention-delta', lower: lowerDelta, flops: ({ inputs }) => 2 * rows(inputs[0]!.shape) * channels(inputs[0]!.shape) },
  { name: 'attention-dq', lower: lowerDq, flops: flopsOf(3) },
  { name: 'attention-dkv', lower: lowerDkv, flops: flopsOf(4) },
];
