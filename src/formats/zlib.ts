/**
 * @file zlib streams (RFC 1950). pako and not the browser's streams, because a stream may be followed by junk, which
 * DecompressionStream refuses, and because a file must be the same bytes wherever it is written.
 */
import { deflate, Inflate, Z_BUF_ERROR, Z_OK, Z_RLE, type ZStream } from 'pako';
import { Failure } from '../failure';
import { concatBytes } from './concat';

/** broken: no zlib, or the checksum (Adler-32) does not agree; short: the bytes end before the stream does. */
export type InflateFault = 'broken' | 'short';

export interface Inflated {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** index of the first byte behind the stream */
  readonly end: number;
}

const WINDOW_BITS = 15;

/** The stream at the beginning of `packed`. Throws `zlib.too-large` {limit} as soon as it gives more than `limit` bytes. */
export function inflateZlib(packed: Uint8Array, limit: number): Inflated | InflateFault {
  // said outright, as gzip would be taken too otherwise
  const inflate = new Inflate({ windowBits: WINDOW_BITS });
  const chunks: Uint8Array[] = [];
  let [size, stream]: [number, ZStream | undefined] = [0, undefined];
  inflate.onStart = (started) => void (stream = started);
  inflate.onData = (chunk) => {
    size += chunk.length;
    if (size > limit) throw new Failure('zlib.too-large', { limit });
    chunks.push(chunk);
  };
  inflate.push(packed, true);
  if (inflate.err !== Z_OK) return inflate.err === Z_BUF_ERROR ? 'short' : 'broken';
  return { bytes: concatBytes(chunks), end: stream!.next_in };
}

/** The same bytes everywhere: those of zlib itself at this level (1 to 9). */
export function deflateZlib(bytes: Uint8Array, level: number): Uint8Array<ArrayBuffer> {
  return deflate(bytes, { level, legacyHash: true });
}

/** For filtered pixels, where what repeats stands side by side: twice as fast as a search, and no larger. */
export function deflateRuns(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return deflate(bytes, { level: 6, strategy: Z_RLE });
}
