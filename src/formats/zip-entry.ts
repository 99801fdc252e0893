/** @file One entry of a zip archive, unpacked in memory, within bounds, its checksum verified. */
import { Failure } from '../failure';
import { type ByteSource } from './byte-source';
import { concatBytes } from './concat';
import { crc32 } from './crc32';
import { type ZipEntry } from './zip-read';

/** At most `limit` bytes: throws `zip.too-large` {name, bytes, limit}, `zip.checksum` {name}, `zip.damaged` {at}. */
export async function readZipEntry(source: ByteSource, entry: ZipEntry, limit: number): Promise<Uint8Array> {
  const { name, size, start, end } = entry;
  // What does not pack well grows by less than 1 %.
  if (size > limit || end - start > limit * 1.01 + 1024) throw new Failure('zip.too-large', { name, bytes: Math.max(size, end - start), limit });
  const packed = await source.read(start, end);
  const bytes = entry.method === 'stored' ? packed : await inflate(packed, size);
  if (bytes?.length !== size) throw new Failure('zip.damaged', { at: start });
  if (crc32(bytes) !== entry.crc) throw new Failure('zip.checksum', { name });
  return bytes;
}

/** Undefined where the stream is broken or gives more than `size` bytes: it is then left, so a bomb does not unfold. */
async function inflate(packed: Uint8Array, size: number): Promise<Uint8Array | undefined> {
  const stream = new Blob([packed.slice()]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  try {
    for (let length = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return concatBytes(chunks);
      length += value.length;
      if (length > size) return undefined;
      chunks.push(value);
    }
  } catch {
    return undefined;
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
