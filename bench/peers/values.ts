/** @file Values that every engine gets alike: a fixed sequence from a name. */
import { sizeOf, type Shape } from '../../src/engine/graph';

/** Evenly from -most to most. */
export function uniform(name: string, shape: Shape, most: number): Float32Array {
  let state = [...name].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619), 2166136261) >>> 0;
  return Float32Array.from({ length: sizeOf(shape) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2147483648 - 1) * most;
  });
}

/** Terms of one sum over a weight of this shape: all dimensions but the first. */
export const fanIn = (shape: Shape): number => Math.max(1, sizeOf(shape) / shape[0]);
