/** @file Tensors by name and the values beside them, whether a tensor file holds them or a card's JSON. */
import { Failure } from '../../failure';
import { bfloatToFloat, halfToFloat } from '../half';
import { readTensor, type Dtype, type TensorEntry } from '../tensor-entry';
import { type TensorFile } from '../tensor-file';

export interface NamedTensor {
  readonly shape: readonly number[];
  /** Row-major. Throws `embedding.dtype` {name, dtype}. */
  read(): Promise<Float32Array>;
}

export interface TensorSet {
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  readonly values: Readonly<Record<string, string | number>>;
}

export function tensorSetOf({ source, tensors, values }: TensorFile): TensorSet {
  const named = [...tensors].map(([name, entry]): [string, NamedTensor] => {
    const read = async (): Promise<Float32Array> => {
      checkDtype(name, entry);
      const { bytes, dtype } = await readTensor(source, entry);
      return toFloats(bytes, dtype)!;
    };
    return [name, { shape: entry.shape, read }];
  });
  return { tensors: new Map(named), values };
}

function checkDtype(name: string, { dtype }: TensorEntry): void {
  if (!toFloats(new Uint8Array(0), dtype)) throw new Failure('embedding.dtype', { name, dtype });
}

/** Undefined for what is no floating-point type of text encoders. F64 is rounded to nearest. */
function toFloats(bytes: Uint8Array, dtype: Dtype): Float32Array | undefined {
  // a copy begins where any element may
  const { buffer } = bytes.slice();
  if (dtype === 'F32') return new Float32Array(buffer);
  if (dtype === 'F64') return Float32Array.from(new Float64Array(buffer));
  if (dtype === 'F16') return halfToFloat(new Uint16Array(buffer));
  return dtype === 'BF16' ? bfloatToFloat(new Uint16Array(buffer)) : undefined;
}
