/** A file behind an address, by ranges, that stands still at a byte for as long as the test likes. */
import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const PIECE = 1 << 20;
const soon = () => new Promise((done) => setTimeout(done, 20));

/**
 * @param {string} name the address ends in it
 * @param {string} path
 */
export function slowFile(name, path) {
  const { size } = statSync(path);
  /** `limit`: bytes before this one are given at once; `starts`: first byte of every request */
  const file = { limit: size, starts: [], also };

  async function* pieces(from, to, response) {
    const handle = await open(path);
    try {
      for (let at = from; at < to && !response.destroyed; ) {
        const end = Math.min(at + PIECE, to, file.limit);
        if (end <= at) await soon();
        else yield (await handle.read({ buffer: Buffer.alloc(end - at), position: at })).buffer;
        at = Math.max(at, end);
      }
    } finally {
      await handle.close();
    }
  }

  function also(request, response) {
    if (!request.url.endsWith(name)) return false;
    const [, first, last] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
    const [from, to] = [Number(first ?? 0), last ? Number(last) + 1 : size];
    file.starts.push(from);
    const range = first === undefined ? {} : { 'content-range': `bytes ${from}-${to - 1}/${size}` };
    const head = { 'content-type': 'application/octet-stream', 'accept-ranges': 'bytes', etag: '"1"', 'content-length': to - from, ...range };
    response.writeHead(first === undefined ? 200 : 206, head);
    if (request.method === 'HEAD') response.end();
    // The browser breaks off where it is cancelled or killed.
    else pipeline(Readable.from(pieces(from, to, response)), response).catch(() => undefined);
    return true;
  }

  return file;
}
