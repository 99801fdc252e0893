/**
 * @file GEGLU (Shazeer 2020, "GLU variants improve transformer") as the epilogue of the products around it: forward of the
 * layer that makes values and gates, backward of the layer that follows.
 */
import { invariant } from '../../../failure';
import { channels, type Tensor } from '../../graph';
import type { OpDefinition } from '../../op';
import { product } from '../linear/linear';
import { lowerGeglu, lowerGegluDx } from './lower';

/** x [..., in], w [2c, in], bias [2c] → [..., c]: the first half of the layer's result times gelu of the second. c: a multiple of four. */
export function geglu(x: Tensor, w: Tensor, bias: Tensor | null = null): Tensor {
  const half = w.shape[0] / 2;
  invariant(half % 4 === 0 && channels(x.shape) === channels(w.shape), () => `geglu [${x.shape}] with [${w.shape}]`);
  const outputs = [half, 2 * half].map((c) => ({ shape: [...x.shape.slice(0, -1), c], dtype: x.dtype }));
  return x.graph.apply('geglu', [x, w, bias], {}, outputs)[0];
}

/** dy [..., c], the gradient that the linear layer after it has sent; both [..., 2c], values and gates → their gradient. */
export function gegluDx(dy: Tensor, both: Tensor): Tensor {
  const { origin } = dy;
  const next = origin.kind === 'op' && origin.node.op === 'linear-dx' && origin.node.inputs;
  invariant(next && !next[2], () => 'geglu: a gradient only where a linear layer alone follows');
  return dy.graph.apply('geglu-dx', [next[0], next[1], both], {}, [{ shape: both.shape, dtype: both.dtype }])[0];
}

export const gegluOps: OpDefinition[] = [
  { name: 'geglu', lower: lowerGeglu, flops: ({ inputs: [x, w] }) => product(x!, w!.shape[0]) },
  { name: 'geglu-dx', lower: lowerGegluDx, flops: ({ inputs: [dz, w] }) => product(dz!, channels(w!.shape)) },
];
