/** @file Positions of texts, [b, n, width], cut apart and put behind each other. */
import type { Tensor } from '../engine/graph';
import { concat, slice } from '../engine/ops/concat/concat';

/** [b, n, width] → positions first … end - 1, [b, end - first, width] */
export function positions(x: Tensor, first: number, end: number): Tensor {
  const [b, n, width] = x.shape;
  if (first === 0 && end === n) return x;
  const { graph } = x;
  return graph.reshape(slice(graph.reshape(x, [b, n * width]), first * width, end * width), [b, end - first, width]);
}

/** [b, n_i, width] each → [b, sum of n_i, width] */
export function behind(parts: readonly Tensor[]): Tensor {
  const { graph, shape: [b, , width] } = parts[0];
  if (parts.length === 1) return parts[0];
  const flat = (x: Tensor): Tensor => graph.reshape(x, [b, x.shape[1] * width]);
  const all = parts.map(flat).reduce((before, x) => concat(before, x));
  return graph.reshape(all, [b, all.shape[1] / width, width]);
}
