/** @file A tiled product as dispatches: one, or one for the parts of a split sum and one that adds them. */
import { quads, type DType, type Node, type Tensor } from '../graph';
import { lineOf, type Dispatch, type Shader, type Word } from '../op';
import type { Storage } from '../storage';
import { choose, stepsOf, type ProductSize } from './choose';
import heldF32 from './held-f32.wgsl?raw';
import heldStored from './held-stored.wgsl?raw';
import { sharesOf, type MatrixConfig } from './matrices/config';
import matrixOperations from './matrices/operations.wgsl?raw';
import matrixProduct from './matrices/product.wgsl?raw';
import merge from './merge.wgsl?raw';
import part from './part.wgsl?raw';
import product from './product.wgsl?raw';
import { nameOf, threadsOf, type Tile } from './tile';
import type { Tuning } from './tuning';
import whole from './whole.wgsl?raw';
import { writtenOut } from './written-out';

export interface Product {
  readonly kernel: ProductSize['kernel'];
  /** WGSL: parameters (ending with `steps` and `chunk`), bindings, rows(), quads(), finish() */
  readonly head: string;
  /** WGSL: Place, per_tap(), place(), left(), right() */
  readonly operands: string;
  readonly size: Pick<ProductSize, 'rows' | 'columns' | 'depth' | 'taps'>;
  /** the first one is of activations, the last one the result */
  readonly bindings: readonly (Tensor | null)[];
  readonly weight: Tensor;
  /** of `Params` without its last two; `perTap`: steps of one tap */
  words(perTap: number): readonly Word[];
}

export function tiledProduct(node: Node, of: Product, storage: Storage, tuning: Tuning): Dispatch[] {
  const { weight, bindings } = of;
  const size = sizeOf(of, storage);
  const { tile, splits } = choose(size, tuning);
  const steps = stepsOf(size, tile);
  const uniforms = [...of.words(steps / size.taps), steps, Math.ceil(steps / splits)];
  const groups = [Math.ceil(size.columns / tile.columns), Math.ceil(size.rows / tile.rows), splits] as const;
  if (splits === 1) return [{ shader: tileShader(of, tile, 0, tuning), bindings, weight, uniforms, groups, product: size }];
  const parts = weight.graph.scratch(node, [splits, size.rows, size.columns]);
  const all = [...bindings, parts];
  return [
    { shader: tileShader(of, tile, all.length, tuning), bindings: all, weight, uniforms, groups, product: size },
    { shader: mergeShader(of, splits, all.length), bindings: all, weight, uniforms, groups: lineOf(size.rows * quads(parts.shape)) },
  ];
}

function sizeOf({ kernel, size, bindings, weight }: Product, storage: Storage): ProductSize {
  const stored = (dtype: DType): Storage => (dtype === 'f32' ? 'f32' : storage);
  return { kernel, ...size, quad: stored(bindings[0]!.dtype), weight: stored(weight.dtype) };
}

/** Texts by kernel and tile: a step has hundreds of products and few of those. */
const sources = new Map<string, string>();

/** How tiles of one kind are made: the name of it, what comes before and after the op's own text, and constants. */
interface Maker {
  readonly name: string;
  readonly before: string;
  readonly source: () => string;
  readonly constants: Readonly<Record<string, number>>;
  readonly matrices?: boolean;
}

/** `parts`: binding of a split sum's parts, 0 where there are none. */
function tileShader({ kernel, head, operands }: Product, tile: Tile, parts: number, { matrices: config }: Tuning): Shader {
  const { before, source: own, constants, matrices, ...maker } = tile.held === 'matrices' ? byMatrices(tile, config!) : byThreads(tile);
  const name = `${kernel} ${parts ? 'part' : 'tile'} ${maker.name}`;
  const source = sources.get(name) ?? [before, head, operands, parts ? part : whole, own()].join('\n');
  sources.set(name, source);
  return { name, source, constants: { ...(parts && { PARTS: parts }), ...constants }, subgroups: matrices, matrices };
}

function byThreads(tile: Tile): Maker {
  const constants = constantsOf(tile);
  const { ROWS: row, QUADS: quad, LOADS: load, BLOCKS: block } = constants;
  const source = (): string => writtenOut(product, { row, quad, load, block });
  return { name: nameOf(tile), before: tile.held === 'f32' ? heldF32 : heldStored, source, constants };
}

function byMatrices(tile: Tile, config: MatrixConfig): Maker {
  const { m: M, n: N, k: K, subgroup: SUBGROUP } = config;
  const { down: DOWN, across: ACROSS, i, j } = sharesOf(config);
  const { LOADS: load, BLOCKS: block, ...constants } = constantsOf(tile);
  const source = (): string => `${matrixOperations}\n${writtenOut(matrixProduct, { load, block, i, j })}`;
  const name = `${nameOf(tile)} ${M}x${N}x${K} of ${SUBGROUP}`;
  return { name, before: '', source, constants: { ...constants, M, N, K, SUBGROUP, DOWN, ACROSS }, matrices: true };
}

function constantsOf(tile: Tile): Record<string, number> {
  const { rows, columns, depth, threadRows, threadColumns } = tile;
  const threads = threadsOf(tile);
  return {
    TILE_ROWS: rows, TILE_QUADS: columns / 4, DEPTH4: depth / 4, ROWS: threadRows, QUADS: threadColumns / 4,
    THREADS: threads, THREADS_X: columns / threadColumns, THREADS_Y: rows / threadRows,
    LOADS: (rows * depth) / 4 / threads, BLOCKS: Math.ceil((columns * depth) / 16 / threads),
  };
}

const mergeShader = ({ kernel, head }: Product, splits: number, parts: number): Shader => ({
  name: `${kernel} merge`,
  source: `${head}\n${merge}`,
  constants: { SPLITS: splits, PARTS: parts },
});
