/** Files of the app that ship as gzip. */
import { Failure } from '../failure';

/** Throws `bundle.fetch` {path, url}; `path` is how the file is called in the message. */
export async function fetchBytes(
  url: URL, path: string, onBytes?: (received: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    // Kept in IndexedDB only: a second copy in the browser's cache would be of no use.
    const response = await fetch(url, { cache: 'no-store' });
    if (response.ok && response.body) return await collect(response.body, onBytes);
  } catch {
    // Browsers do not say why; an answer other than 200 means the same to a person.
  }
  throw new Failure('bundle.fetch', { path, url: url.href });
}

/**
 * Some static servers label .gz files `Content-Encoding: gzip`, and fetch has then unpacked them already: gzip's own
 * mark decides. A safetensors file cannot begin with it: its first byte is the low one of a multiple of 8.
 */
export async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isGzip ? collect(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))) : bytes;
}

async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>, onBytes?: (received: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = stream.getReader();
  let received = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    received += next.value.length;
    onBytes?.(received);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
