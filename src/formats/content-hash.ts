/**
 * @file The hash of a set of tensors, whatever file and order they come in: two models hold the same VAE exactly if
 * this is equal. BLAKE3 of one line a tensor, sorted by name: `["name","dtype",[shape],"BLAKE3 of its bytes"]`. Ones at a
 * shape's end are left out: what is a linear layer in one file is a 1×1 convolution in another.
 */
import { newBlake3, type Hasher } from './hashes';
import type { ByteSource } from './byte-source';
import { readHeader } from './safetensors';
import type { TensorShape } from './safetensors-layout';

export interface HashedTensor extends TensorShape {
  /** of its row-major bytes, hex */
  readonly digest: string;
}

/** 64 hex digits. */
export async function contentHash(tensors: readonly HashedTensor[]): Promise<string> {
  const sorted = [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1));
  const hash = await newBlake3();
  for (const { name, dtype, shape, digest } of sorted) hash.update(`${JSON.stringify([name, dtype, trimmed(shape), digest])}\n`);
  return hash.digest();
}

const trimmed = (shape: readonly number[]): readonly number[] => shape.slice(0, shape.findLastIndex((size) => size !== 1) + 1);

const PIECE = 4 * 2 ** 20;

/** The same of a file as it lies there. `onBytes` counts those read. Throws what `readHeader` throws. */
export async function contentHashOf(file: ByteSource, onBytes?: (count: number) => void): Promise<string> {
  const hash = await newBlake3();
  const tensors: HashedTensor[] = [];
  for (const [name, { dtype, shape, start, end }] of await readHeader(file)) {
    tensors.push({ name, dtype, shape, digest: await rangeHash(hash.init(), file, start, end, onBytes) });
  }
  return contentHash(tensors);
}

/** Hash of bytes [start, end), read in pieces. */
export async function rangeHash(
  hash: Hasher, file: ByteSource, start: number, end: number, onBytes?: (count: number) => void,
): Promise<string> {
  for (let at = start; at < end; at += PIECE) {
    const piece = await file.read(at, Math.min(end, at + PIECE));
    hash.update(piece);
    onBytes?.(piece.length);
  }
  return hash.digest();
}
