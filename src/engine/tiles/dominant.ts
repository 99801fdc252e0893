/** @file The products that carry a program's time, each as a program of its own to be timed. */
import { Graph, type Node } from '../graph';
import { schedule, type ProgramSource } from '../schedule';
import type { Storage } from '../storage';
import { productKey, type ProductSize } from './choose';
import type { Tuning } from './tuning';

export interface DominantProduct {
  readonly key: string;
  readonly size: ProductSize;
  /** the first that asks for it */
  readonly node: Node;
  /** of the programs' nodes */
  readonly count: number;
}

/** Of the floating-point operations of all products: what is left are many small ones. */
const SHARE = 0.9;

/** Those that together make nine tenths of the products' arithmetic, the heaviest first. None where kernels have no tiles. */
export function dominantProducts(programs: readonly ProgramSource[], storage: Storage, tuning: Tuning): DominantProduct[] {
  const all = [...productsOf(programs, storage, tuning).values()].sort((a, b) => flopsOf(b) - flopsOf(a));
  let left = SHARE * all.reduce((sum, product) => sum + flopsOf(product), 0);
  const end = all.findIndex((product) => (left -= flopsOf(product)) <= 0);
  return all.slice(0, end + 1);
}

function productsOf(programs: readonly ProgramSource[], storage: Storage, tuning: Tuning): Map<string, DominantProduct> {
  const found = new Map<string, DominantProduct>();
  for (const { node, product: size } of programs.flatMap((program) => schedule(program, storage, tuning).dispatches)) {
    if (!size) continue;
    const key = productKey(size);
    const known = found.get(key);
    found.set(key, { key, size, node: known?.node ?? node, count: (known?.count ?? 0) + 1 });
  }
  return found;
}

const flopsOf = ({ size: { rows, columns, depth, taps }, count }: DominantProduct): number => 2 * rows * columns * depth * taps * count;

/** The product alone: every tensor it reads is an input. */
export function programOf({ node: { op, inputs, attrs, outputs } }: DominantProduct): ProgramSource {
  const graph = new Graph();
  const given = inputs.map((tensor, i) => tensor && graph.input(`input ${i}`, tensor.shape, tensor.dtype));
  const [y] = graph.apply(op, given, attrs, outputs.map(({ shape, dtype }) => ({ shape, dtype })));
  return { graph, outputs: { y } };
}
