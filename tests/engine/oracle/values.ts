/** Plain arrays in f64 and what the oracle needs to walk them. No padding, no storage: the formulas only. */
import { channels, rows, sizeOf, type Attrs, type Shape } from '../../../src/engine/graph';

export interface Value {
  readonly shape: Shape;
  readonly data: Float64Array;
}

export const zeros = (shape: Shape): Value => ({ shape, data: new Float64Array(sizeOf(shape)) });
export const like = (value: Value): Value => zeros(value.shape);

export function map(value: Value, f: (x: number, i: number) => number): Value {
  return { shape: value.shape, data: value.data.map(f) };
}

/** [rows, channels] of a value. */
export const flat = ({ shape }: Value): [number, number] => [rows(shape), channels(shape)];

/** An op in f64. `backward` gives the gradient of each input, null where there is none. */
export interface Oracle {
  forward(inputs: readonly (Value | null)[], attrs: Attrs): Value[];
  backward(inputs: readonly (Value | null)[], attrs: Attrs, dy: readonly (Value | null)[]): (Value | null)[];
}
