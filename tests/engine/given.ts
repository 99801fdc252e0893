/** A case's values for the oracle. */
import type { Graph } from '../../src/engine/graph';
import { caseValues, type Case } from './cases';
import type { Values } from './oracle/walk';

/** By tensor id, unrounded. */
export function givenValues(entry: Case, graph: Graph): Values {
  const values = caseValues(entry, graph);
  const tensors = [...graph.inputs, ...graph.states];
  return new Map(tensors.map(([name, tensor]) => [tensor.id, { shape: tensor.shape, data: values.get(name)! }]));
}
