/**
 * @file Reverse mode on the graph. One table: op → the ops of its gradient. Gradients flow only along paths that
 * reach what is asked for; where a tensor is used several times, each further gradient is added by the kernel that
 * makes it (its `residual`), not by an op of its own.
 */
import { invariant } from '../failure';
import { GRADIENTS } from './gradient-table';
import type { Node, Tensor } from './graph';
import { add } from './ops/elementwise/elementwise';
import { Recompute } from './recompute';

/** Makes a gradient; adds `carry` (what has flowed to the same tensor so far) if the op can, when given. */
export type Make = (carry: Tensor | null) => Tensor;

export interface Flow {
  /** gradient of each output of the node; null where nothing flows */
  readonly dy: readonly (Tensor | null)[];
  /** does the gradient of this input lead to what is asked for? */
  needs(input: Tensor | null): input is Tensor;
  /** sends a gradient to an input; `make` can add the carry */
  send(input: Tensor | null, make: Make): void;
  /** sends a gradient made without the carry; it is added by an op where there is one */
  sendPlain(input: Tensor | null, make: () => Tensor): void;
}

export type GradientRule = (node: Node, flow: Flow) => void;

/**
 * d(mean of `losses`) / d(wrt), times the loss scale.
 * @param losses [b] f32, output of a mean squared error
 * @param seed f32 state of at least one element: the loss scale
 * @param blocks numbers of blocks that are made again in the backward pass instead of being kept: same bits, less memory
 * @returns a gradient per `wrt`, in its shape; f32 for states, stored otherwise
 */
export function gradients(losses: Tensor, seed: Tensor, wrt: readonly Tensor[], blocks: ReadonlySet<number> = new Set()): Tensor[] {
  const again = new Recompute(losses.graph, blocks);
  const reaching = tensorsFrom(losses.graph.nodes, wrt);
  const found = new Map<number, Tensor>([[losses.id, seed]]);
  for (const node of losses.graph.nodes.toReversed()) {
    const dy = node.outputs.map((tensor) => found.get(tensor.id) ?? null);
    if (dy.every((tensor) => tensor === null) || !node.inputs.some((tensor) => tensor && reaching.has(tensor.id))) continue;
    const rule = GRADIENTS[node.op];
    invariant(rule, () => `${node.op} has no gradient`);
    rule(again.node(node), flowOf(dy, reaching, found, again));
  }
  return wrt.map((tensor) => {
    const gradient = found.get(tensor.id);
    invariant(gradient, () => `the loss does not depend on [${tensor.shape}]`);
    return gradient;
  });
}

/** Ids of all tensors that depend on one of `sources`, and the sources themselves. */
function tensorsFrom(nodes: readonly Node[], sources: readonly Tensor[]): Set<number> {
  const reached = new Set(sources.map((tensor) => tensor.id));
  for (const node of nodes) {
    if (!node.inputs.some((tensor) => tensor && reached.has(tensor.id))) continue;
    for (const output of node.outputs) reached.add(output.id);
  }
  return reached;
}

/** Gradients are kept under the ids of the forward pass, also where a rule works on tensors made again. */
function flowOf(
  dy: readonly (Tensor | null)[],
  reaching: ReadonlySet<number>,
  found: Map<number, Tensor>,
  again: Recompute,
): Flow {
  const needs = (input: Tensor | null): input is Tensor => input !== null && reaching.has(again.original(input));
  return {
    dy,
    needs,
    send(input, make) {
      if (!needs(input)) return;
      const id = again.original(input);
      found.set(id, make(found.get(id) ?? null));
    },
    sendPlain(input, make) {
      if (!needs(input)) return;
      const id = again.original(input);
      const carry = found.get(id);
      const gradient = make();
      found.set(id, carry ? add(carry, gradient) : gradient);
    },
  };
}
