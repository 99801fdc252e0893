/**
 * @file In which order blocks are made again: those first that save the most bytes for each operation. What lies in a
 * block around another counts without it, since the inner one is on the list itself.
 */
import { quads, rows, type Block, type Graph, type Node, type Tensor } from './graph';
import { opNamed } from './ops/index';
import { neededNodes, type ProgramSource } from './schedule';

/** What making a block again saves, in values kept, and what it costs, in floating-point operations. */
export interface Worth {
  readonly block: number;
  readonly saved: number;
  readonly flops: number;
}

/**
 * Blocks that save anything, the best ratio first.
 * @param source forward and backward pass, nothing made again
 * @param losses where the forward pass ends
 */
export function recomputeOrder(source: ProgramSource, losses: Tensor): Worth[] {
  const { nodes } = source.graph;
  const end = nodes.findIndex(({ outputs }) => outputs.includes(losses)) + 1;
  const backward = new Set(nodes.slice(end));
  const read = rootsRead(neededNodes(source).filter((node) => backward.has(node)));
  const worths = blocksOf(source.graph).map((block) => worthOf(block, nodes.slice(0, end), read));
  return marginal(worths).filter(({ saved }) => saved > 0).sort((a, b) => b.saved / b.flops - a.saved / a.flops || a.block - b.block);
}

const rootsRead = (nodes: readonly Node[]): Set<number> =>
  new Set(nodes.flatMap(({ inputs }) => inputs.filter((tensor) => tensor !== null).map(({ root }) => root.id)));

function blocksOf({ nodes }: Graph): Block[] {
  const blocks = new Set<Block>();
  for (const { block } of nodes) for (let around = block; around; around = around.parent) blocks.add(around);
  return [...blocks];
}

const isIn = (node: Node, block: Block): boolean => {
  for (let around = node.block; around; around = around.parent) if (around === block) return true;
  return false;
};

/** Walks a block back from what its own gradients read of it to what has to be kept in its stead. */
function worthOf(block: Block, forward: readonly Node[], read: ReadonlySet<number>): Worth & { parent?: number } {
  const made = forward.filter((node) => isIn(node, block));
  const own = new Map(made.flatMap(({ outputs }) => outputs.map(({ root }) => [root.id, root])));
  const elsewhere = rootsRead(forward.filter((node) => !isIn(node, block)));
  const saved = new Map([...own].filter(([id]) => read.has(id) && !elsewhere.has(id)));
  const needed = new Set(saved.keys());
  const kept = new Map<number, Tensor>();
  let flops = 0;
  for (const node of made.toReversed()) {
    if (!node.outputs.some(({ root }) => needed.has(root.id))) continue;
    flops += opNamed(node.op).flops(node);
    for (const { root } of node.inputs.filter((tensor) => tensor !== null)) {
      if (own.has(root.id)) needed.add(root.id);
      else if (root.origin.kind === 'op' && !read.has(root.id)) kept.set(root.id, root);
    }
  }
  return { block: block.number, parent: block.parent?.number, flops, saved: values(saved) - values(kept) };
}

const values = (tensors: ReadonlyMap<number, Tensor>): number =>
  [...tensors.values()].reduce((sum, { shape }) => sum + 4 * rows(shape) * quads(shape), 0);

function marginal(worths: readonly (Worth & { parent?: number })[]): Worth[] {
  return worths.map(({ block, saved, flops }) => {
    const inner = worths.filter(({ parent }) => parent === block);
    const total = (of: (worth: Worth) => number): number => inner.reduce((sum, worth) => sum + of(worth), 0);
    return { block, saved: saved - total((worth) => worth.saved), flops: flops - total((worth) => worth.flops) };
  });
}
