/** @file The body of an answer, as it comes. */
import { Failure } from '../../failure';
import { concatBytes } from '../../formats/concat';
import { Interrupted } from './http-answer';

/** The body's pieces. Throws `Interrupted` where it breaks off, or is silent for so many milliseconds. */
export async function* bodyOf(url: string, { body }: Response, silence: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  if (!body) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await readOrGiveUp(reader, silence).catch((): never => {
        signal?.throwIfAborted();
        throw new Interrupted(new Failure('url.unreachable', { url }));
      });
      if (done) return;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function readOrGiveUp(reader: Reader, milliseconds: number): Promise<ReadableStreamReadResult<Uint8Array>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error('silence')), milliseconds)));
  return Promise.race([reader.read(), silence]).finally(() => clearTimeout(timer));
}

/** The first `count` bytes, fewer where the body ends before; the rest is not fetched. */
export async function firstBytes(url: string, response: Response, count: number, silence: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let got = 0;
  for await (const piece of bodyOf(url, response, silence)) {
    parts.push(piece);
    got += piece.length;
    if (got >= count) break;
  }
  return concatBytes(parts).subarray(0, count);
}

/** The same bytes in pieces of `size` and a last one. */
export async function* inPieces(pieces: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let held = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + size - held);
      parts.push(part);
      held += part.length;
      at += part.length;
      if (held < size) continue;
      yield concatBytes(parts);
      parts = [];
      held = 0;
    }
  }
  if (held) yield concatBytes(parts);
}
