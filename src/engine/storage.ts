/** @file How tensors lie in bytes: storage types, padded sizes, host arrays to and from them. */
import { floatToHalf, halfToFloat } from '../half';
import { quads, rows, sizeOf, type DType, type Shape, type Tensor } from './graph';

/** f32; f16 (`shader-f16`); packed: two f16 in a u32, for adapters without that feature. */
export type Storage = 'f32' | 'f16' | 'packed';

export const bytesPerStored = (storage: Storage): number => (storage === 'f32' ? 4 : 2);

/** Bytes of a tensor with its padding, not yet aligned to binding offsets. */
export function byteSize(shape: Shape, dtype: DType, storage: Storage): number {
  if (dtype === 'i32') return Math.ceil(sizeOf(shape) / 4) * 16;
  return rows(shape) * quads(shape) * 4 * (dtype === 'f32' ? 4 : bytesPerStored(storage));
}

export const tensorBytes = (tensor: Tensor, storage: Storage): number =>
  byteSize(tensor.shape, tensor.dtype, storage);

/** Host values (row-major, no padding) as the bytes of a tensor. */
export function encode(values: Float32Array | Int32Array, shape: Shape, dtype: DType, storage: Storage): Uint8Array {
  if (dtype === 'i32') return bytesOf(Int32Array.from(values));
  const padded = pad(values, shape);
  const narrow = dtype === 'stored' && storage !== 'f32';
  return bytesOf(narrow ? floatToHalf(padded) : padded);
}

/** The reverse of `encode`, for f32 and stored tensors. */
export function decode(bytes: Uint8Array, shape: Shape, dtype: DType, storage: Storage): Float32Array {
  const buffer = bytes.slice().buffer;
  const narrow = dtype === 'stored' && storage !== 'f32';
  return unpad(narrow ? halfToFloat(new Uint16Array(buffer)) : new Float32Array(buffer), shape);
}

const bytesOf = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);

function pad(values: Float32Array | Int32Array, shape: Shape): Float32Array {
  const width = shape[shape.length - 1];
  if (width % 4 === 0) return values instanceof Float32Array ? values : Float32Array.from(values);
  const stride = quads(shape) * 4;
  const out = new Float32Array(rows(shape) * stride);
  for (let r = 0; r < rows(shape); r++) out.set(values.subarray(r * width, (r + 1) * width), r * stride);
  return out;
}

function unpad(values: Float32Array, shape: Shape): Float32Array {
  const width = shape[shape.length - 1];
  const stride = quads(shape) * 4;
  if (width === stride) return values.subarray(0, sizeOf(shape));
  const out = new Float32Array(sizeOf(shape));
  for (let r = 0; r < rows(shape); r++) out.set(values.subarray(r * stride, r * stride + width), r * width);
  return out;
}
