/** @file What a model asks for and answers: names, number types and shapes, as ONNX declares them. */

export interface ValueSignature {
  name: string;
  /** ONNX Runtime's word: float32, int64, … */
  type: string;
  /** a name where any size will do */
  shape: readonly (number | string)[];
}

export interface ModelSignature {
  /** the file */
  path: string;
  inputs: readonly ValueSignature[];
  outputs: readonly ValueSignature[];
}

const shown = (values: readonly ValueSignature[]): string =>
  values.map(({ name, type, shape }) => `${name}: ${type} [${shape.map((size) => size || '?').join(', ')}]`).join('; ');

/** `model.onnx: input: float32 [batch, 448, 448, 3] → output: float32 [batch, 9083]`: the same in every language. */
export const describeModel = ({ path, inputs, outputs }: ModelSignature): string => `${path}: ${shown(inputs)} → ${shown(outputs)}`;
