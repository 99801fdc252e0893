/** @file A tiled product as dispatches: one, or one for the parts of a split sum and one that adds them. */
import { quads, type DType, type Node, type Tensor } from '../graph';
import { lineOf, type Dispatch, type Shader, type Word } from '../op';
import type { Storage } from '../storage';
import { choose, stepsOf, type ProductSize } from './choose';
import heldF32 from './held-f32.wgsl?raw';
import heldStored from './held-stored.wgsl?raw';
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
  if (splits === 1) return [{ shader: tileShader(of, tile, 0), bindings, weight, uniforms, groups, product: size }];
  const parts = weight.graph.scratch(node, [splits, size.rows, size.columns]);
  const all = [...bindings, parts];
  return [
    { shader: tileShader(of, tile, all.length), bindings: all, weight, uniforms, groups, product: size },
    { shader: mergeShader(of, splits, all.length), bindings: all, weight, uniforms, groups: lineOf(size.rows * quads(parts.shape)) },
  ];
}

function sizeOf({ kernel, size, bindings, weight }: Product, storage: Storage): ProductSize {
  const stored = (dtype: DType): Storage => (dtype === 'f32' ? 'f32' : storage);
  return { kernel, ...size, quad: stored(bindings[0]!.dtype), weight: stored(weight.dtype) };
}

/** Texts by kernel and tile: a step has hundreds of products and few of those. */
const sources = new Map<string, string>();

/** `parts`: binding of a split sum's parts, 0 where there are none. */
function tileShader({ kernel, head, operands }: Product, tile: Tile, parts: number): Shader {
  const name = `${kernel} ${parts ? 'part' : 'tile'} ${nameOf(tile)}`;
  const source = sources.get(name) ?? [tile.held === 'f32' ? heldF32 : heldStored, head, operands, parts ? part : whole, tileSource(tile)].join('\n');
  sources.set(name, source);
  return { name, source, constants: { ...(parts && { PARTS: parts }), ...constantsOf(tile) } };
}

function tileSource(tile: Tile): string {
  const { ROWS: row, QUADS: quad, LOADS: load, BLOCKS: block } = constantsOf(tile);
  return writtenOut(product, { row, quad, load, block });
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
