/**
 * @file Recompute (Chen et al. 2016, "Training deep nets with sublinear memory cost"): a block of the forward pass is
 * appended once more where the backward pass reaches it, and its gradients are built on the copy. Nothing else
 * keeps the first pass's tensors alive then. The copy runs the same kernels on the same bytes, so no bit changes;
 * ops of the copy that no gradient asks for are never scheduled.
 */
import type { Block, Graph, Node, Tensor } from './graph';

export class Recompute {
  readonly #nodes: readonly Node[];
  readonly #copies = new Map<Tensor, Tensor>();
  readonly #originals = new Map<number, number>();
  readonly #done = new Set<Block>();

  /** @param blocks numbers of the blocks to make again */
  constructor(
    private readonly graph: Graph,
    private readonly blocks: ReadonlySet<number>,
  ) {
    this.#nodes = [...graph.nodes];
  }

  /** The node as the backward pass should see it: with the copies of its tensors where its block is made again. */
  node(node: Node): Node {
    const block = this.#again(node.block);
    if (!block) return node;
    if (!this.#done.has(block)) this.#copyBlock(block);
    return { ...node, inputs: node.inputs.map((x) => x && this.#now(x)), outputs: node.outputs.map((x) => this.#now(x)) };
  }

  /** Id of the tensor that this one is a copy of, or its own. */
  original(tensor: Tensor): number {
    return this.#originals.get(tensor.id) ?? tensor.id;
  }

  #now(tensor: Tensor): Tensor {
    return this.#copies.get(tensor) ?? tensor;
  }

  /** The outermost of the blocks around something that is made again. */
  #again(block: Block | undefined): Block | undefined {
    return block && (this.#again(block.parent) ?? (this.blocks.has(block.number) ? block : undefined));
  }

  #copyBlock(block: Block): void {
    this.#done.add(block);
    for (const node of this.#nodes) {
      if (this.#again(node.block) !== block) continue;
      const outputs = this.#copyNode(node);
      node.outputs.forEach((output, i) => {
        this.#copies.set(output, outputs[i]);
        this.#originals.set(outputs[i].id, output.id);
      });
    }
  }

  #copyNode({ op, inputs, attrs, outputs }: Node): Tensor[] {
    const now = inputs.map((input) => input && this.#now(input));
    if (op === 'reshape') return [this.graph.reshape(now[0]!, outputs[0].shape)];
    return this.graph.apply(op, now, attrs, outputs.map(({ shape, dtype }) => ({ shape, dtype })));
  }
}
