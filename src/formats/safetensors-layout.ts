/** @file The head of a safetensors file whose tensors are yet to come: with it, the file can be written as a stream. */
import { tensorBytes, type Dtype } from './tensor-entry';

export interface TensorShape {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** the one name of the head that is no tensor's */
export const METADATA = '__metadata__';

/** The file's first bytes, for tensors that follow in this order without gaps; `metadata` where it has entries. */
export function safetensorsHead(
  tensors: readonly TensorShape[], metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  let at = 0;
  const entries = tensors.map(({ name, dtype, shape }) => {
    const start = at;
    at += tensorBytes(dtype, shape);
    return [name, { dtype, shape, data_offsets: [start, at] }] as const;
  });
  const all = Object.keys(metadata).length ? [[METADATA, metadata] as const, ...entries] : entries;
  return framed(new TextEncoder().encode(JSON.stringify(Object.fromEntries<unknown>(all))));
}

/** Padded with spaces so that the data begin at a multiple of 8: readers can then map them in place. */
function framed(json: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = Math.ceil(json.length / 8) * 8;
  const head = new Uint8Array(8 + length).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(length), true);
  head.set(json, 8);
  return head;
}
