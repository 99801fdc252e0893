/** @file Channels-last to channels-first and back: ONNX convolutions want [b, c, h, w] and [out, in, 3, 3]. */
import type { Shape } from '../../../src/engine/graph';

/** [b, h, w, c] → [b, c, h, w] */
export const toFirst = ([b, h, w, c]: Shape): number[] => [b, c, h, w];

/** Values of a [b, h, w, c] as [b, c, h, w]; other ranks stay. */
export function channelsFirst(values: Float32Array, shape: Shape): Float32Array {
  if (shape.length !== 4) return values;
  const [b, h, w, c] = shape;
  return swapped(values, b, h * w, c);
}

/** The way back; `shape` is the channels-last one. */
export function channelsLast(values: Float32Array, shape: Shape): Float32Array {
  if (shape.length !== 4) return values;
  const [b, h, w, c] = shape;
  return swapped(values, b, c, h * w);
}

/** [n, rows, columns] → [n, columns, rows] */
export function swapped(values: Float32Array, n: number, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < n; i++) {
    const base = i * rows * columns;
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[base + c * rows + r] = values[base + r * columns + c];
  }
  return out;
}
