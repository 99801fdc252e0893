/**
 * @file Attention by heads without a score matrix: forward keeps the log-sum-exp of every query, backward makes the
 * weights again from it, dq by queries and dk, dv by keys, so no two threads ever add to the same number.
 */
import { Failure, invariant } from '../../../failure';
import { channels, rows, type OutputSpec, type Tensor } from '../../graph';
import type { OpDefinition } from '../../op';
import { distinct } from '../aliasing';
import { backwardFlops, lowerBackward } from './backward';
import { flopsOf, lowerForward } from './lower';

export interface AttentionOptions {
  heads: number;
  /** query i sees keys 0 … i + tk - tq: queries are the last of the rows that keys are of, all or fewer */
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
  invariant(!causal || q.shape[1] <= k.shape[1], () => `causal attention of ${q.shape[1]} queries, ${k.shape[1]} keys`);
  distinct('attention', [q, k, v]);
  const outputs: OutputSpec[] = [like(q), perQuery(q, heads)];
  return q.graph.apply('attention', [q, k, v], { heads, causal }, outputs)[0];
}

/**
 * The gradients that are needed, from forward's o and lse and the gradient dout of o: dq like q, dk and dv like k.
 * One op, so that what its kernels share can be kept while it runs.
 */
export function attentionBackward(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  o: Tensor,
  dout: Tensor,
  lse: Tensor,
  { heads, causal = false }: AttentionOptions,
  needs: { q: boolean; kv: boolean },
): { dq?: Tensor; dk?: Tensor; dv?: Tensor } {
  distinct('attention-backward', [q, k, v, o, dout]);
  const outputs = [...(needs.q ? [like(q)] : []), ...(needs.kv ? [like(k), like(v)] : [])];
  const made = q.graph.apply('attention-backward', [q, k, v, o, dout, lse], { heads, causal, ...needs }, outputs);
  const [dk, dv] = needs.kv ? made.slice(-2) : [];
  return { dq: needs.q ? made[0] : undefined, dk, dv };
}

const like = ({ shape, dtype }: Tensor): OutputSpec => ({ shape, dtype });
const perQuery = (q: Tensor, heads: number): OutputSpec => ({ shape: [rows(q.shape) * heads], dtype: 'f32' });
const fits = (q: Tensor, k: Tensor): boolean =>
  q.shape.length === 3 && q.shape[0] === k.shape[0] && channels(q.shape) === channels(k.shape);

export const attentionOps: OpDefinition[] = [
  { name: 'attention', lower: lowerForward, flops: flopsOf(2) },
  { name: 'attention-backward', lower: lowerBackward, flops: backwardFlops },
];
