/** @file One window of a picture against the cascade: OpenCV's HaarEvaluator and predictOrdered, in f32 where that is. */
import { MOST_RECTS, type Cascade } from './cascade';
import type { Integral } from './integral';

/** What came of a window. `rejected` ones failed at the first stage, which tells of the next window too. */
export type Verdict = 'flat' | 'rejected' | 'failed' | 'face';

/** A cascade whose rectangles are corners in an integral of that row length. */
export interface PlacedCascade {
  readonly cascade: Cascade;
  /** [nodes, 3, 4]: added, subtracted, subtracted, added */
  readonly corners: Int32Array;
  /** corners of the window without its border, and its area */
  readonly inner: Int32Array;
  readonly area: number;
}

export function placeCascade(cascade: Cascade, stride: number): PlacedCascade {
  const { rects, width, height } = cascade;
  const corners = new Int32Array(rects.length);
  for (let i = 0; i < rects.length; i += 4) corners.set(cornersOf(rects[i], rects[i + 1], rects[i + 2], rects[i + 3], stride), i);
  return { cascade, corners, inner: Int32Array.from(cornersOf(1, 1, width - 2, height - 2, stride)), area: (width - 2) * (height - 2) };
}

function cornersOf(x: number, y: number, width: number, height: number, stride: number): [number, number, number, number] {
  const [top, bottom] = [y * stride + x, (y + height) * stride + x];
  return [top, top + width, bottom, bottom + width];
}

/** A window is flat where one over its contrast, times its area, is no less. */
const FLAT = 0.1;

/** `at`: of the window's upper left corner in the integral. */
export function judgeWindow(placed: PlacedCascade, integral: Integral, at: number): Verdict {
  const norm = contrastNorm(placed, integral, at);
  if (!(placed.area * norm < FLAT)) return 'flat';
  const { treesTo, stageThresholds } = placed.cascade;
  for (let stage = 0, tree = 0; stage < treesTo.length; stage++) {
    let sum = 0;
    for (; tree < treesTo[stage]; tree++) sum += leafOf(placed, integral.sums, at, tree, norm);
    if (sum < stageThresholds[stage]) return stage === 0 ? 'rejected' : 'failed';
  }
  return 'face';
}

/** One over area times standard deviation, f32; infinite where all is alike. */
function contrastNorm({ inner, area }: PlacedCascade, { sums, squares }: Integral, at: number): number {
  const sum = sumAt(sums, inner, at, 0);
  const ofSquares = sumAt(squares, inner, at, 0) >>> 0;
  return Math.fround(1 / Math.sqrt(Math.max(0, area * ofSquares - sum * sum)));
}

/** Over the rectangle whose four corners begin at `first`. */
function sumAt(sums: Int32Array, corners: Int32Array, at: number, first: number): number {
  return (sums[at + corners[first]] - sums[at + corners[first + 1]] - sums[at + corners[first + 2]] + sums[at + corners[first + 3]]) | 0;
}

function leafOf({ cascade, corners }: PlacedCascade, sums: Int32Array, at: number, tree: number, norm: number): number {
  const root = cascade.firstNode[tree];
  let next = 0;
  do {
    const node = root + next;
    const value = Math.fround(featureOf(cascade.weights, corners, sums, at, node) * norm);
    next = value < cascade.thresholds[node] ? cascade.left[node] : cascade.right[node];
  } while (next > 0);
  return cascade.leaves[cascade.firstLeaf[tree] - next];
}

function featureOf(weights: Float32Array, corners: Int32Array, sums: Int32Array, at: number, node: number): number {
  const rect = node * MOST_RECTS;
  const two = weights[rect] * sumAt(sums, corners, at, rect * 4) + weights[rect + 1] * sumAt(sums, corners, at, rect * 4 + 4);
  return weights[rect + 2] === 0 ? two : two + weights[rect + 2] * sumAt(sums, corners, at, rect * 4 + 8);
}
