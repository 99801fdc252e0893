/** A case with its loss and the gradients that the engine's own table builds. */
import { gradients } from '../../src/engine/gradients';
import { Graph, type Tensor } from '../../src/engine/graph';
import { meanSquaredError } from '../../src/engine/ops/loss/loss';
import type { Case } from './cases';

export interface Trained {
  graph: Graph;
  y: Tensor;
  wrt: Tensor[];
  /** `y` itself where the case is a loss, else its distance from the input `wanted` */
  losses: Tensor;
  /** one per tensor of `wrt`, times the state `scale` */
  found: Tensor[];
}

export function trained(entry: Case): Trained {
  const graph = new Graph();
  const { y, wrt } = entry.build(graph);
  const isLoss = y.origin.kind === 'op' && y.origin.node.op === 'mean-squared-error';
  const losses = isLoss ? y : meanSquaredError(y, graph.input('wanted', y.shape, 'f32'), null);
  return { graph, y, wrt, losses, found: gradients(losses, graph.state('scale', [8]), wrt) };
}
