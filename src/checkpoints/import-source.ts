/** @file A source's bytes from front to end. */
import type { ByteSource } from '../formats/byte-source';

/** What is better at a stream than at ranges: an address. */
export interface StreamSource extends ByteSource {
  /** Bytes from `start` to the end, in order, in pieces of at most PIECE_BYTES. */
  stream(start: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** Bytes that are read at once; with the next piece on its way, two lie in memory. */
export const PIECE_BYTES = 4 * 2 ** 20;

const isStream = (source: ByteSource): source is StreamSource => 'stream' in source;

/** The next piece is read while the last is worked on. */
export async function* piecesOf(source: ByteSource, start: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (isStream(source)) return yield* source.stream(start, signal);
  let next = start < source.size ? readPiece(source, start) : undefined;
  for (let at = start; next; ) {
    const piece = await next;
    at += piece.length;
    next = at < source.size ? readPiece(source, at) : undefined;
    signal.throwIfAborted();
    yield piece;
  }
}

/** A failure is news when the piece is asked for, not before; nobody may ask. */
function readPiece(source: ByteSource, at: number): Promise<Uint8Array> {
  const piece = source.read(at, Math.min(source.size, at + PIECE_BYTES));
  piece.catch(() => undefined);
  return piece;
}
