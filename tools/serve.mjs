// A static host for tests and `npm start`: plain files, no compression headers, any sub-path.
// usage: node tools/serve.mjs [FOLDER] [--base /sub/path/] [--port N]
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** The file an address names, or undefined: outside the base, outside the folder, or not there. */
async function fileFor(folder, base, address) {
  const path = decodeURIComponent(new URL(address, 'http://localhost').pathname);
  if (!path.startsWith(base)) return undefined;
  const file = normalize(join(folder, path.slice(base.length) || 'index.html'));
  if (file !== folder && !file.startsWith(folder + sep)) return undefined;
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ? { file, bytes: found.size } : undefined;
}

async function answer(folder, base, request, response) {
  const found = await fileFor(folder, base, request.url).catch(() => undefined);
  if (!found) return void response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
  response.writeHead(200, {
    'content-type': TYPES[extname(found.file)] ?? 'application/octet-stream',
    'content-length': found.bytes,
    'cache-control': 'no-cache',
  });
  if (request.method === 'HEAD') return void response.end();
  createReadStream(found.file).on('error', () => response.destroy()).pipe(response);
}

/**
 * Serves a folder on 127.0.0.1.
 * @param {string} folder
 * @param {object} [options]
 * @param {string} [options.base] begins and ends with `/`
 * @param {number} [options.port] 0 takes a free one
 * @param {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => boolean} [options.also]
 *   answers a request in the folder's place where it returns true
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(folder, { base = '/', port = 0, also = () => false } = {}) {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    if (!also(request, response)) void answer(root, base, request, response);
  });
  await new Promise((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', done));
  const close = () =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${server.address().port}${base}`, close };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const option = (name) => process.argv[process.argv.indexOf(name) + 1];
  const has = (name) => process.argv.includes(name);
  const folder = process.argv[2]?.startsWith('--') ? 'dist' : (process.argv[2] ?? 'dist');
  const { url } = await serve(folder, {
    base: has('--base') ? option('--base') : '/',
    port: has('--port') ? Number(option('--port')) : 0,
  });
  console.log(url);
}
