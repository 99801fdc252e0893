/** A server of files on 127.0.0.1 with the ways of real ones: parts or none, connections that break, moods. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Manners {
  ranges?: boolean;
  /** bytes after which a connection breaks, one for each answer in turn; then no more */
  breaks?: number[];
  /** a connection that breaks stays open and says nothing */
  silent?: boolean;
  /** the status that an address answers with instead */
  status?: (path: string, count: number) => number | undefined;
  /** takes the request and never answers */
  mute?: (path: string, count: number) => boolean;
  type?: string;
  etag?: () => string | undefined;
  length?: boolean;
  /** extra header fields of an address */
  headers?: (path: string) => Record<string, string>;
}

export interface Host {
  url: string;
  /** may be changed */
  files: Record<string, Uint8Array>;
  /** `GET /path bytes=0-1` */
  asked: string[];
  /** No connection breaks any more. */
  mend(): void;
  close(): Promise<void>;
}

export async function hostFiles(files: Record<string, Uint8Array>, manners: Manners = {}): Promise<Host> {
  const asked: string[] = [];
  const breaks = [...(manners.breaks ?? [])];
  const server = createServer((request, response) => {
    asked.push([request.method, request.url, request.headers.range].filter(Boolean).join(' '));
    answer(request, response, files, manners, asked, breaks);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((closed) => {
    server.closeAllConnections();
    server.close(() => closed());
  });
  return { url: `http://127.0.0.1:${port}`, files, asked, close, mend: () => void (breaks.length = 0) };
}

function answer(
  request: IncomingMessage, response: ServerResponse, files: Record<string, Uint8Array>, manners: Manners, asked: string[], breaks: number[],
): void {
  const url = request.url!;
  const file = files[url];
  if (manners.mute?.(url, asked.length)) return;
  const status = manners.status?.(url, asked.length);
  if (status || !file) return void response.writeHead(status ?? 404, { 'content-type': 'text/plain' }).end('no');
  const range = manners.ranges === false ? undefined : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = range ? Number(range[1]) : 0;
  const end = range?.[2] ? Math.min(Number(range[2]) + 1, file.length) : file.length;
  const etag = manners.etag?.();
  response.writeHead(range ? 206 : 200, {
    'content-type': manners.type ?? 'application/octet-stream',
    ...(manners.length !== false && { 'content-length': end - start }),
    ...(range && { 'content-range': `bytes ${start}-${end - 1}/${file.length}` }),
    ...(etag && { etag }),
    ...manners.headers?.(url),
  });
  if (request.method === 'HEAD') return void response.end();
  const most = breaks.shift() ?? Infinity;
  const body = file.subarray(start, Math.min(end, start + most));
  if (body.length === end - start) response.end(body);
  else response.write(body, () => setTimeout(() => manners.silent || response.destroy(), 5));
}

/** A browser on another origin whose server shows none of its header fields but the length. */
export const shy: typeof fetch = async (input, init) => {
  const { status, headers: all, body } = await fetch(input, init);
  const headers = new Headers(all);
  for (const name of ['content-range', 'etag', 'link', 'retry-after']) headers.delete(name);
  return new Response(body, { status, headers });
};
