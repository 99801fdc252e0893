/**
 * @file A cascade of boosted Haar features (Viola and Jones 2001; trees and extended features: Lienhart and Maydt 2002), as
 * OpenCV's XML has it, in a smaller form that tools/pack-cascade.py writes. Upright features only.
 */

/** [left, right, threshold, then of each of two or three rectangles x, y, width, height, weight]: above 0 is a node of the tree, else a leaf, negated. */
export type CascadeNode = readonly number[];

export interface CascadeFile {
  /** pixels of the window that features are given in */
  readonly width: number;
  readonly height: number;
  readonly stages: readonly {
    readonly threshold: number;
    readonly trees: readonly (readonly [nodes: readonly CascadeNode[], leaves: readonly number[]])[];
  }[];
}

const RECTS_FROM = 3;
const RECT = 5;
export const MOST_RECTS = 3;

/** All trees' nodes in one row, so that a window is judged without following objects. */
export interface Cascade {
  readonly width: number;
  readonly height: number;
  /** [stages]: trees up to the end of each, and what its trees' leaves have to sum up to */
  readonly treesTo: Int32Array;
  readonly stageThresholds: Float32Array;
  /** [trees]: its first node and its first leaf */
  readonly firstNode: Int32Array;
  readonly firstLeaf: Int32Array;
  readonly leaves: Float32Array;
  /** [nodes] */
  readonly left: Int8Array;
  readonly right: Int8Array;
  readonly thresholds: Float32Array;
  /** [nodes, 3]: 0 where there is no third */
  readonly weights: Float32Array;
  /** [nodes, 3, (x, y, width, height)] */
  readonly rects: Uint8Array;
}

/** OpenCV takes a stage that is short of its threshold by less. */
const SLACK = 1e-5;

export function cascadeOf({ width, height, stages }: CascadeFile): Cascade {
  const trees = stages.flatMap((stage) => stage.trees);
  const nodes = trees.flatMap(([of]) => of);
  return {
    width, height,
    treesTo: endsOf(stages.map((stage) => stage.trees.length)),
    stageThresholds: Float32Array.from(stages, ({ threshold }) => threshold - SLACK),
    firstNode: startsOf(trees.map(([of]) => of.length)),
    firstLeaf: startsOf(trees.map(([, of]) => of.length)),
    leaves: Float32Array.from(trees.flatMap(([, of]) => of)),
    left: Int8Array.from(nodes, ([left]) => left),
    right: Int8Array.from(nodes, ([, right]) => right),
    thresholds: Float32Array.from(nodes, ([, , threshold]) => threshold),
    weights: Float32Array.from(nodes.flatMap((node) => rectsOf(node).map((rect) => rect[RECT - 1]))),
    rects: Uint8Array.from(nodes.flatMap((node) => rectsOf(node).flatMap((rect) => rect.slice(0, RECT - 1)))),
  };
}

/** Always three: the third may be of no size and no weight. */
function rectsOf(node: CascadeNode): number[][] {
  return Array.from({ length: MOST_RECTS }, (_, i) => {
    const at = RECTS_FROM + i * RECT;
    return at < node.length ? node.slice(at, at + RECT) : new Array<number>(RECT).fill(0);
  });
}

function endsOf(counts: readonly number[]): Int32Array {
  let sum = 0;
  return Int32Array.from(counts, (count) => (sum += count));
}

function startsOf(counts: readonly number[]): Int32Array {
  return endsOf(counts).map((end, i) => end - counts[i]);
}
