/** @file A tensor inside a file: its type, shape and where its bytes lie, whatever the format around it. */
import { type ByteSource } from './byte-source';
import { gather } from './gather';

export const DTYPE_BYTES = {
  BOOL: 1, U8: 1, I8: 1, F8_E4M3: 1, F8_E5M2: 1,
  U16: 2, I16: 2, F16: 2, BF16: 2,
  U32: 4, I32: 4, F32: 4,
  U64: 8, I64: 8, F64: 8,
} as const;

export type Dtype = keyof typeof DTYPE_BYTES;

/** More dimensions than any tensor of a network has; other readers allow 32 to 64. */
export const MAX_RANK = 32;

export interface TensorEntry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Absolute byte offsets in the file, end exclusive: all bytes from the first to the last element touched. */
  readonly start: number;
  readonly end: number;
  /** In elements, one a dimension, none negative. Only where the elements do not lie in row-major order without gaps. */
  readonly strides?: readonly number[];
}

export interface RawTensor {
  dtype: Dtype;
  shape: readonly number[];
  /** row-major, little-endian */
  bytes: Uint8Array;
}

/** Row-major whatever the file has. Never more in memory than the tensor and a block. */
export async function readTensor(source: ByteSource, entry: TensorEntry): Promise<RawTensor> {
  const { dtype, shape, start, end } = entry;
  const bytes = entry.strides ? await gather(source, entry, entry.strides, DTYPE_BYTES[dtype]) : await source.read(start, end);
  return { dtype, shape, bytes };
}

/** Number of elements; not a safe integer where the product is beyond 2^53. A zero anywhere makes it 0. */
export function elementCount(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

/** Bytes a tensor takes in row-major order. */
export function tensorBytes(dtype: Dtype, shape: readonly number[]): number {
  return elementCount(shape) * DTYPE_BYTES[dtype];
}
