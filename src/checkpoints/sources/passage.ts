/**
 * @file Bytes that were read of a file far away. Where a connection begins anew some of them are fetched once more: a
 * server need not show its `ETag` or `Last-Modified`, and a file that is another one by now may be as long as the first.
 */

/** Bytes from `start` on. Plain data: kept in the journal of an import. */
export interface Passage {
  start: number;
  bytes: Uint8Array;
}

export const OVERLAP_BYTES = 64 * 1024;

/** What a piece that begins at `at` has in common with the passage is the same; nothing in common will do. */
export function agrees({ start, bytes }: Passage, piece: Uint8Array, at: number): boolean {
  const end = Math.min(start + bytes.length, at + piece.length);
  for (let i = Math.max(start, at); i < end; i++) if (bytes[i - start] !== piece[i - at]) return false;
  return true;
}

/** The last OVERLAP_BYTES of a stream that begins at `end`. */
export class Tail {
  private readonly ring = new Uint8Array(OVERLAP_BYTES);
  private held = 0;

  constructor(private end: number) {}

  get start(): number {
    return this.end - this.held;
  }

  push(piece: Uint8Array): void {
    const last = piece.subarray(-OVERLAP_BYTES);
    this.end += piece.length;
    this.held = Math.min(OVERLAP_BYTES, this.held + last.length);
    const at = (this.end - last.length) % OVERLAP_BYTES;
    const room = OVERLAP_BYTES - at;
    this.ring.set(last.subarray(0, room), at);
    this.ring.set(last.subarray(room), 0);
  }

  passage(): Passage {
    const { start, end, ring } = this;
    const bytes = new Uint8Array(end - start);
    const at = start % OVERLAP_BYTES;
    bytes.set(ring.subarray(at, at + bytes.length));
    bytes.set(ring.subarray(0, Math.max(0, at + bytes.length - OVERLAP_BYTES)), Math.min(bytes.length, OVERLAP_BYTES - at));
    return { start, bytes };
  }
}
