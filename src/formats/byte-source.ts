/** @file Bytes that are read by range, so that a file of gigabytes never has to lie in memory whole. */
import { Failure } from '../failure';

export interface ByteSource {
  /** bytes in all */
  readonly size: number;
  /** Bytes [start, end). Throws `file.truncated` where the range leaves the source. May share memory: do not write. */
  read(start: number, end: number): Promise<Uint8Array>;
}

function checkRange(start: number, end: number, size: number): void {
  if (start < 0 || end < start || end > size) throw new Failure('file.truncated', { start, end, size });
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    async read(start, end) {
      checkRange(start, end, bytes.length);
      return bytes.subarray(start, end);
    },
  };
}

export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    async read(start, end) {
      checkRange(start, end, blob.size);
      return new Uint8Array(await blob.slice(start, end).arrayBuffer());
    },
  };
}
