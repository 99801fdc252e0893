/** @file What a server answered, as far as an import needs it. */
import { Failure } from '../../failure';

/** Worth another try: the connection broke, or the server is busy. */
export class Interrupted extends Error {
  constructor(
    readonly reason: Failure,
    /** milliseconds that the server asked for */
    readonly wait = 0,
  ) {
    super(reason.message);
  }
}

/** By which a server tells one version of a file from another (RFC 9110, 8.8). */
export interface Validators {
  etag?: string;
  /** `Last-Modified`, as the server writes it */
  modified?: string;
}

/** undefined: not known. An ETag says more than a date, which counts in seconds. */
export function isSameFile(one: Validators, other: Validators): boolean | undefined {
  if (one.etag && other.etag) return one.etag === other.etag;
  return one.modified && other.modified ? one.modified === other.modified : undefined;
}

/**
 * Header fields. Pages of other origins see `Content-Length` and `Last-Modified` always, the rest only where the server
 * allows it (`Access-Control-Expose-Headers`): what is undefined is not known.
 */
export interface Answer extends Validators {
  status: number;
  /** bytes of the body; undefined too where the body is packed on the way */
  length?: number;
  /** of a part: its first byte, and the bytes of the whole file */
  start?: number;
  size?: number;
}

export function answerOf({ status, headers }: Response): Answer {
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '');
  const length = headers.get('content-encoding') ? null : headers.get('content-length');
  return {
    status,
    ...(length !== null && { length: Number(length) }),
    ...(range && { start: Number(range[1]), size: Number(range[2]) }),
    ...validatorsOf(headers),
  };
}

function validatorsOf(headers: Headers): Validators {
  // A weak mark and a strong one of the same file differ by their first letters.
  const etag = headers.get('etag')?.replace(/^W\//, '');
  const modified = headers.get('last-modified');
  return { ...(etag && { etag }), ...(modified && { modified }) };
}

/** Throws `url.missing`, `url.denied`, `url.page`, `url.failed`; `Interrupted` where another try may help. */
export function refuseOthers(url: string, response: Response): void {
  const { status, headers } = response;
  if (status === 404 || status === 410) throw new Failure('url.missing', { url });
  if (status === 401 || status === 403 || status === 451) throw new Failure('url.denied', { url, status });
  if (status === 429 || status >= 500) throw new Interrupted(new Failure('url.failed', { url, status }), waitOf(headers));
  if (status !== 200 && status !== 206) throw new Failure('url.failed', { url, status });
  if (/^text\/html\b/i.test(headers.get('content-type') ?? '')) throw new Failure('url.page', { url });
}

const MOST_WAIT = 120_000;

function waitOf(headers: Headers): number {
  const seconds = Number(headers.get('retry-after') ?? 0);
  return seconds > 0 ? Math.min(seconds * 1000, MOST_WAIT) : 0;
}
