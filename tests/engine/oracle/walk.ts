/** The oracle of a whole graph: every node in f64, forward, and its gradients in reverse, by the table of oracles. */
import { channels, type Graph, type Node, type Tensor } from '../../../src/engine/graph';
import { attention } from './attention';
import { conv } from './conv';
import { linear } from './linear';
import { groupNorm, layerNorm } from './norms';
import { activation, add, cast, concat, geglu, scale, sliceTo, upsample2 } from './pointwise';
import { embedding, emphasis, insertVectors, meanSquaredError } from './tables';
import { map, type Oracle, type Value } from './values';

export type Oracles = Readonly<Record<string, Oracle>>;

export const ORACLES: Oracles = {
  activation, add, attention, cast, concat, conv, embedding, emphasis, geglu, linear, scale, upsample2,
  'group-norm': groupNorm,
  'layer-norm': layerNorm,
  'insert-vectors': insertVectors,
  'mean-squared-error': meanSquaredError,
};

/** Ops the oracle knows; a test compares them with the engine's gradient table. */
export const KNOWN = [...Object.keys(ORACLES), 'slice', 'reshape'];

function oracleOf(node: Node, oracles: Oracles = ORACLES): Oracle {
  if (node.op === 'slice') return sliceTo(channels(node.outputs[0].shape));
  if (node.op === 'reshape') return reshapeTo(node.outputs[0]);
  const oracle = oracles[node.op];
  if (!oracle) throw new Error(`no oracle of ${node.op}`);
  return oracle;
}

const reshapeTo = ({ shape }: Tensor): Oracle => ({
  forward: ([x]) => [{ shape, data: x!.data }],
  backward: ([x], _, [dy]) => [{ shape: x!.shape, data: dy!.data }],
});

export type Values = Map<number, Value>;

/** All tensors from the given inputs, weights and states. `oracles`: others, that are wrong on purpose. */
export function forward(graph: Graph, given: Values, oracles: Oracles = ORACLES): Values {
  const values = new Map(given);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((tensor) => tensor && values.get(tensor.id)!);
    const outputs = oracleOf(node, oracles).forward(inputs, node.attrs);
    outputs.forEach((value, i) => values.set(node.outputs[i].id, value));
  }
  return values;
}

/** d(sum of seed · of) / d(every tensor it depends on); `values` of everything, from `forward` */
export function backward(graph: Graph, values: Values, of: Tensor, seed: Value): Values {
  const gradients: Values = new Map([[of.id, seed]]);
  for (const node of graph.nodes.toReversed()) {
    const dy = node.outputs.map((tensor) => gradients.get(tensor.id) ?? null);
    if (dy.every((value) => value === null)) continue;
    const inputs = node.inputs.map((tensor) => tensor && values.get(tensor.id)!);
    oracleOf(node).backward(inputs, node.attrs, dy).forEach((value, i) => {
      const tensor = node.inputs[i];
      if (tensor && value) gradients.set(tensor.id, plus(gradients.get(tensor.id), value));
    });
  }
  return gradients;
}

const plus = (a: Value | undefined, b: Value): Value => (a ? map(a, (v, i) => v + b.data[i]) : b);
