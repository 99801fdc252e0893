/**
 * @file A file at an address: its head by range, its whole as a stream that goes on after a broken connection. Only
 * `Range` is sent, which browsers allow across origins without asking the server first; `If-Range` they do not, so that
 * the file is still the same is seen from the answers: length, range, ETag or Last-Modified where they are shown, and
 * always the bytes before the break, which are fetched again (passage.ts).
 */
import { Failure } from '../../failure';
import { concatBytes } from '../../formats/concat';
import { PIECE_BYTES, type StreamSource } from '../import-source';
import { answerOf, Interrupted, isSameFile, type Answer, type Validators } from './http-answer';
import { bodyOf, firstBytes, inPieces } from './http-body';
import { httpClient, patiently, Patience, type Client, type HttpOptions } from './http-client';
import { agrees, OVERLAP_BYTES, Tail, type Passage } from './passage';
import { RangeCache } from './range-cache';

const HEAD_BYTES = 64 * 1024;
/** From a server that gives no parts, everything up to a range has to be fetched: the head of a safetensors file. */
const MOST_PREFIX = 32 * 2 ** 20;

/** What the first answer told. */
export interface Found {
  readonly url: string;
  readonly size: number;
  /** the server gives parts of files */
  readonly ranges: boolean;
  readonly validators: Validators;
  readonly head: Uint8Array;
  /** what another session read last of this file */
  readonly seen?: Passage;
}

/** `seen`: of an earlier session, to be compared. Throws `url.*`. */
export async function openHttp(url: string, options: HttpOptions = {}, seen?: Passage): Promise<HttpSource> {
  const client = httpClient(options);
  return patiently(client, async () => {
    const response = await client.ask(url, { headers: { Range: `bytes=0-${HEAD_BYTES - 1}` } });
    const answer = answerOf(response);
    const head = await firstBytes(url, response, HEAD_BYTES, client.silence);
    const size = await sizeOf(url, answer, client);
    const { status, etag, modified } = answer;
    const validators = { ...(etag && { etag }), ...(modified && { modified }) };
    return new HttpSource({ url, size, ranges: status === 206, validators, head, seen }, client);
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
  readonly url: string;
  readonly size: number;
  readonly ranges: boolean;
  readonly validators: Validators;
  readonly head: Uint8Array;
  private readonly cache: RangeCache;
  /** of the stream that began last */
  private tail: Tail | undefined;

  constructor(
    private readonly found: Found,
    private readonly client: Client,
  ) {
    const { head, size } = ({ url: this.url, size: this.size, ranges: this.ranges, validators: this.validators, head: this.head } = found);
    this.cache = new RangeCache(head, size, (start, end) => patiently(client, () => this.fetchRange(start, end)), found.ranges ? undefined : MOST_PREFIX);
  }

  /** What was read last: another session that goes on compares it. */
  get seen(): Passage | undefined {
    return this.tail?.passage() ?? this.found.seen;
  }

  /** For what describes the tensors: small ranges. */
  async read(start: number, end: number): Promise<Uint8Array> {
    if (start < 0 || end < start || end > this.size) throw new Failure('file.truncated', { start, end, size: this.size });
    return this.cache.read(start, end);
  }

  stream(start: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
    // What describes the tensors has been read; memory is for what comes now.
    this.cache.forget();
    return inPieces(this.endless(start, signal), PIECE_BYTES);
  }

  private async *endless(start: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const patience = new Patience(this.client);
    const tail = (this.tail = new Tail(start));
    let overlap = OVERLAP_BYTES;
    for (let at = start; at < this.size; ) {
      const before = at;
      try {
        for await (const piece of this.once(at, Math.max(this.readBefore(at, tail), at - overlap), signal)) {
          at += piece.length;
          tail.push(piece);
          patience.renew();
          yield piece;
        }
      } catch (error) {
        // Connections so short that they bring nothing new are not to fail for what they repeat.
        overlap = at > before ? OVERLAP_BYTES : overlap >> 2;
        await patience.after(error, signal).catch((last: unknown) => this.giveUp(last, at));
      }
    }
  }

  /** First byte of what is known before `at`; `at` where nothing is. */
  private readBefore(at: number, tail: Tail): number {
    const { seen } = this.found;
    const isInSeen = seen && seen.start < at && at <= seen.start + seen.bytes.length;
    return Math.min(tail.start, isInSeen ? seen.start : at);
  }

  private giveUp(error: unknown, position: number): never {
    const isBroken = error instanceof Failure && error.code === 'url.unreachable';
    throw isBroken ? new Failure('url.broken', { url: this.url, position }) : error;
  }

  /** Bytes from `at` on, over one connection that begins at `from`. */
  private async *once(at: number, from: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    let position = from;
    for await (const part of this.bytesFrom(from, `bytes=${from}-`, this.size, signal)) {
      const fresh = part.subarray(Math.min(part.length, Math.max(0, at - position)));
      position += part.length;
      if (position > this.size) throw this.changed();
      if (fresh.length) yield fresh;
    }
    if (position < this.size) throw new Interrupted(new Failure('url.unreachable', { url: this.url }));
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

  /**
   * Asked for [at, end); what comes before `at`, from a server that gives no parts, is left out. All of it is compared
   * with what was read before. Throws `import.source-changed`.
   */
  private async *bytesFrom(at: number, range: string, end: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const passages = this.passages();
    const response = await this.client.ask(this.url, this.ranges ? { headers: { Range: range } } : {}, signal);
    let position = this.startOf(answerOf(response), at, end);
    for await (const piece of bodyOf(this.url, response, this.client.silence, signal)) {
      if (!passages.every((passage) => agrees(passage, piece, position))) throw this.changed();
      const part = piece.subarray(Math.min(piece.length, Math.max(0, at - position)));
      position += piece.length;
      if (part.length) yield part;
    }
  }

  private passages(): Passage[] {
    const known = [{ start: 0, bytes: this.head }, this.found.seen, this.tail?.passage()];
    return known.filter((passage) => passage !== undefined);
  }

  /** First byte of an answer: a server that gives no parts begins anew. Throws `import.source-changed`. */
  private startOf({ status, start, size, length, ...validators }: Answer, at: number, end: number): number {
    const from = status === 206 ? (start ?? at) : 0;
    const last = status === 206 ? end : this.size;
    const differs = (said: number | undefined, known: number): boolean => said !== undefined && said !== known;
    const isOther = isSameFile(validators, this.validators) === false;
    if (isOther || from > at || differs(size, this.size) || differs(length, last - from)) throw this.changed();
    return from;
  }

  private changed(): Failure {
    return new Failure('import.source-changed', { path: this.url });
  }
}
