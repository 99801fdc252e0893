/**
 * @file A file at an address: its head by range, its whole as a stream that goes on after a broken connection. Only
 * `Range` is sent, which browsers allow across origins without asking the server first; `If-Range` they do not, so that
 * the file is still the same is seen from the answers (length, range, ETag where it is shown).
 */
import { Failure } from '../../failure';
import { concatBytes } from '../../formats/concat';
import { PIECE_BYTES, type StreamSource } from '../import-source';
import { answerOf, Interrupted, type Answer } from './http-answer';
import { bodyOf, firstBytes, inPieces } from './http-body';
import { httpClient, patiently, Patience, type Client, type HttpOptions } from './http-client';
import { RangeCache } from './range-cache';

const HEAD_BYTES = 64 * 1024;
/** From a server that gives no parts, everything up to a range has to be fetched: the head of a safetensors file. */
const MOST_PREFIX = 32 * 2 ** 20;

/** Throws `url.*`. */
export async function openHttp(url: string, options: HttpOptions = {}): Promise<HttpSource> {
  const client = httpClient(options);
  return patiently(client, async () => {
    const response = await client.ask(url, { headers: { Range: `bytes=0-${HEAD_BYTES - 1}` } });
    const answer = answerOf(response);
    const head = await firstBytes(url, response, HEAD_BYTES, client.silence);
    const size = await sizeOf(url, answer, client);
    return new HttpSource(url, size, answer.status === 206, answer.etag, head, client);
  });
}

/** Of a part whose range is not shown, the whole's length is asked for. */
async function sizeOf(url: string, answer: Answer, client: Client): Promise<number> {
  if (answer.size !== undefined) return answer.size;
  const { length } = answer.status === 200 ? answer : answerOf(await client.ask(url, { method: 'HEAD' }));
  if (length === undefined) throw new Failure('url.length', { url });
  return length;
}

export class HttpSource implements StreamSource {
  private readonly cache: RangeCache;

  constructor(
    readonly url: string,
    readonly size: number,
    /** the server gives parts of files */
    readonly ranges: boolean,
    readonly etag: string | undefined,
    readonly head: Uint8Array,
    private readonly client: Client,
  ) {
    this.cache = new RangeCache(head, size, (start, end) => patiently(client, () => this.fetchRange(start, end)));
  }

  /** For what describes the tensors: small ranges. */
  async read(start: number, end: number): Promise<Uint8Array> {
    if (start < 0 || end < start || end > this.size) throw new Failure('file.truncated', { start, end, size: this.size });
    return this.cache.read(start, end);
  }

  stream(start: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return inPieces(this.endless(start, signal), PIECE_BYTES);
  }

  private async *endless(start: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const patience = new Patience(this.client);
    for (let at = start; at < this.size; ) {
      try {
        for await (const piece of this.once(at, signal)) {
          at += piece.length;
          patience.renew();
          yield piece;
        }
      } catch (error) {
        await patience.after(error, signal).catch((last: unknown) => this.giveUp(last, at));
      }
    }
  }

  private giveUp(error: unknown, position: number): never {
    const isBroken = error instanceof Failure && error.code === 'url.unreachable';
    throw isBroken ? new Failure('url.broken', { url: this.url, position }) : error;
  }

  /** Bytes from `at` on, over one connection. */
  private async *once(at: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    let left = this.size - at;
    for await (const part of this.bytesFrom(at, `bytes=${at}-`, this.size, signal)) {
      if (part.length > left) throw this.changed();
      left -= part.length;
      yield part;
    }
    if (left) throw new Interrupted(new Failure('url.unreachable', { url: this.url }));
  }

  private async fetchRange(start: number, end: number): Promise<Uint8Array> {
    if (!this.ranges && end > MOST_PREFIX) throw new Failure('url.no-ranges', { url: this.url });
    const parts: Uint8Array[] = [];
    let left = end - start;
    for await (const part of this.bytesFrom(start, `bytes=${start}-${end - 1}`, end)) {
      parts.push(part.subarray(0, left));
      left -= parts.at(-1)!.length;
      if (!left) break;
    }
    if (left) throw new Interrupted(new Failure('url.unreachable', { url: this.url }));
    return concatBytes(parts);
  }

  /** Asked for [at, end); what comes before `at`, from a server that gives no parts, is left out. */
  private async *bytesFrom(at: number, range: string, end: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const response = await this.client.ask(this.url, this.ranges ? { headers: { Range: range } } : {}, signal);
    let skip = at - this.startOf(answerOf(response), at, end);
    for await (const piece of bodyOf(this.url, response, this.client.silence, signal)) {
      const part = piece.subarray(Math.min(skip, piece.length));
      skip -= piece.length - part.length;
      if (part.length) yield part;
    }
  }

  /** First byte of an answer: a server that gives no parts begins anew. Throws `import.source-changed`. */
  private startOf({ status, start, size, length, etag }: Answer, at: number, end: number): number {
    const from = status === 206 ? (start ?? at) : 0;
    const last = status === 206 ? end : this.size;
    const differs = (said: number | undefined, known: number): boolean => said !== undefined && said !== known;
    const isOther = etag !== undefined && this.etag !== undefined && etag !== this.etag;
    if (isOther || from > at || differs(size, this.size) || differs(length, last - from)) throw this.changed();
    return from;
  }

  private changed(): Failure {
    return new Failure('import.source-changed', { path: this.url });
  }
}
