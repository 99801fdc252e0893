/** A file behind an address, by ranges, that stands still at a byte for as long as the test likes. */
import { openSync, readSync, statSync } from 'node:fs';

const PIECE = 1 << 20;

/**
 * @param {string} name the address ends in it
 * @param {string} path
 */
export function slowFile(name, path) {
  const file = openSync(path, 'r');
  const { size } = statSync(path);
  const state = { limit: size, starts: [] };

  async function send(response, from, to) {
    for (let at = from; at < to && !response.destroyed; ) {
      const end = Math.min(at + PIECE, to, state.limit);
      if (end <= at) {
        await new Promise((soon) => setTimeout(soon, 20));
        continue;
      }
      const piece = Buffer.alloc(end - at);
      readSync(file, piece, 0, piece.length, at);
      if (!response.write(piece)) await new Promise((done) => response.once('drain', done).once('close', done));
      at = end;
    }
    response.end();
  }

  function also(request, response) {
    if (!request.url.endsWith(name)) return false;
    const [, first, last] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
    const [from, to] = [Number(first ?? 0), last ? Number(last) + 1 : size];
    state.starts.push(from);
    const range = first === undefined ? {} : { 'content-range': `bytes ${from}-${to - 1}/${size}` };
    const head = { 'content-type': 'application/octet-stream', 'accept-ranges': 'bytes', etag: '"1"', 'content-length': to - from, ...range };
    response.writeHead(first === undefined ? 200 : 206, head);
    if (request.method === 'HEAD') response.end();
    else void send(response, from, to);
    return true;
  }

  /** `limit`: bytes before this one are given at once; `starts`: first byte of every request */
  return Object.assign(state, { also });
}
