import { afterEach, expect, test } from 'vitest';
import { openHttp } from '../../src/checkpoints/sources/http-source';
import type { HttpOptions } from '../../src/checkpoints/sources/http-client';
import { hostFiles, shy, type Host, type Manners } from './file-host';

const BYTES = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8) * 7) & 255);
const never = new AbortController().signal;

let host: Host | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

const serve = async (manners: Manners = {}): Promise<string> => {
  host = await hostFiles({ '/model': BYTES }, manners);
  return `${host.url}/model`;
};

/** Does not wait, but notes how long it would have. */
function hurried(more: HttpOptions = {}): HttpOptions & { waited: number[] } {
  const waited: number[] = [];
  return { wait: async (milliseconds) => void waited.push(milliseconds), ...more, waited };
}

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}

test('the head comes with the first request, other ranges with one each, the whole with one more', async () => {
  const source = await openHttp(await serve(), hurried());
  expect(source).toMatchObject({ size: BYTES.length, ranges: true });
  expect(await source.read(8, 200)).toEqual(BYTES.slice(8, 200));
  expect(await source.read(250_000, 250_010)).toEqual(BYTES.slice(250_000, 250_010));
  expect(await source.read(250_100, 251_000)).toEqual(BYTES.slice(250_100, 251_000));
  expect(Buffer.compare(await all(source.stream(0, never)), BYTES)).toBe(0);
  expect(host!.asked).toEqual(['GET /model bytes=0-65535', 'GET /model bytes=250000-266383', 'GET /model bytes=0-']);
  await expect(source.read(299_999, 300_001)).rejects.toMatchObject({ code: 'file.truncated' });
});

test('what is asked for at the same time is fetched once; what failed is asked for again', async () => {
  const source = await openHttp(await serve({ status: (_, count) => (count === 2 ? 403 : undefined) }), hurried());
  await expect(source.read(100_000, 100_100)).rejects.toMatchObject({ code: 'url.denied' });
  const [one, two] = await Promise.all([source.read(100_000, 100_100), source.read(100_100, 100_200)]);
  expect(one).toEqual(BYTES.slice(100_000, 100_100));
  expect(two).toEqual(BYTES.slice(100_100, 100_200));
  expect(host!.asked).toHaveLength(3);
});

test.each([true, false])('connections that break at any byte: the bytes are whole (parts: %s)', async (ranges) => {
  // Without parts each begins at the front again, and has to get further than the one before.
  const breaks = [Infinity, 1, 70_000, 0, 99_999, 120_000, 3];
  const options = hurried();
  const source = await openHttp(await serve({ ranges, breaks }), options);
  expect(source.ranges).toBe(ranges);
  expect(Buffer.compare(await all(source.stream(0, never)), BYTES)).toBe(0);
  expect(host!.asked.length).toBeGreaterThanOrEqual(breaks.length);
  if (ranges) expect(host!.asked[2]).toBe('GET /model bytes=1-');
  expect(options.waited.length).toBeGreaterThanOrEqual(6);
});

test('random breaks, from a random byte on', async () => {
  let seed = 9;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 6; round++) {
    const breaks = Array.from({ length: 6 }, () => Math.floor(random() * 120_000));
    const source = await openHttp(await serve({ ranges: round % 2 === 0, breaks: [Infinity, ...breaks] }), hurried());
    const start = Math.floor(random() * BYTES.length);
    expect(Buffer.compare(await all(source.stream(start, never)), BYTES.subarray(start))).toBe(0);
    await host!.close();
  }
});

test('a connection that goes silent is left for another', async () => {
  const source = await openHttp(await serve({ breaks: [Infinity, 100_000, 5], silent: true }), hurried({ silence: 60 }));
  expect(Buffer.compare(await all(source.stream(0, never)), BYTES)).toBe(0);
  expect(host!.asked.slice(1)).toEqual(['GET /model bytes=0-', 'GET /model bytes=100000-', 'GET /model bytes=100005-']);
});

test('it waits longer and longer, begins to count anew when bytes come, and gives up in the end', async () => {
  const options = hurried();
  const source = await openHttp(await serve({ breaks: [Infinity, 0, 0, 5, ...Array<number>(20).fill(0)] }), options);
  await expect(all(source.stream(0, never))).rejects.toMatchObject({ code: 'url.broken', values: { position: 5 } });
  expect(options.waited).toEqual([1000, 2000, 1000, 2000, 4000, 8000, 16000, 30000, 30000]);
});

test('a server that shows no header fields but the length does as well', async () => {
  const source = await openHttp(await serve({ etag: () => '"a"', breaks: [Infinity, Infinity, 100_000] }), hurried({ fetch: shy }));
  expect(source).toMatchObject({ size: BYTES.length, ranges: true, etag: undefined });
  expect(host!.asked.at(-1)).toBe('HEAD /model');
  expect(Buffer.compare(await all(source.stream(0, never)), BYTES)).toBe(0);
});

test('a file that changes on the server is not joined with what came before', async () => {
  let etag = '"first"';
  const source = await openHttp(await serve({ etag: () => etag, breaks: [Infinity, 1000] }), hurried({ wait: async () => void (etag = '"second"') }));
  const error: unknown = await all(source.stream(0, never)).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'import.source-changed' });
});

test('a weak and a strong mark of the same file are the same', async () => {
  const marks = ['W/"a"', '"a"'];
  const source = await openHttp(await serve({ etag: () => marks.shift() }), hurried());
  expect(Buffer.compare(await all(source.stream(0, never)), BYTES)).toBe(0);
});

test('a file of another length is another file', async () => {
  const source = await openHttp(await serve(), hurried());
  const other = await hostFiles({ '/model': BYTES.slice(1) });
  const moved = new (source.constructor as new (...parts: unknown[]) => typeof source)(
    `${other.url}/model`, source.size, true, undefined, source.head, { ask: (url: string, init: RequestInit) => fetch(url, init), wait: async () => undefined },
  );
  await expect(all(moved.stream(0, never))).rejects.toMatchObject({ code: 'import.source-changed' });
  await other.close();
});

test.each<[Manners, string]>([
  [{ status: () => 404 }, 'url.missing'],
  [{ status: () => 401 }, 'url.denied'],
  [{ status: () => 403 }, 'url.denied'],
  [{ status: () => 418 }, 'url.failed'],
  [{ status: () => 503 }, 'url.failed'],
  [{ type: 'text/html; charset=utf-8' }, 'url.page'],
  [{ ranges: false, length: false }, 'url.length'],
])('%o is answered with %s', async (manners, code) => {
  await expect(openHttp(await serve(manners), hurried())).rejects.toMatchObject({ code });
});

test('a server that is busy for a while is asked again after the time it names', async () => {
  const options = hurried();
  const manners: Manners = { status: (_, count) => (count < 3 ? 503 : undefined) };
  expect((await openHttp(await serve(manners), options)).size).toBe(BYTES.length);
  expect(options.waited).toEqual([1000, 2000]);
});

test('nobody there', async () => {
  const url = await serve();
  await host!.close();
  host = undefined;
  await expect(openHttp(url, hurried())).rejects.toMatchObject({ code: 'url.unreachable', values: { url } });
});

test('ended by its signal: while it streams, and while it waits', async () => {
  for (const breaks of [[Infinity], [Infinity, 10]]) {
    const control = new AbortController();
    const wait = async (_: number, signal?: AbortSignal): Promise<void> => {
      control.abort(new Error('stopped'));
      signal?.throwIfAborted();
    };
    const source = await openHttp(await serve({ breaks }), { wait });
    const read = async (): Promise<void> => {
      for await (const piece of source.stream(0, control.signal)) if (piece.length) control.abort(new Error('stopped'));
      control.signal.throwIfAborted();
    };
    await expect(read()).rejects.toThrow('stopped');
    await host!.close();
  }
});

test('of a server without parts only what lies near the front can be read', async () => {
  const source = await openHttp(await serve({ ranges: false }), hurried());
  expect(await source.read(100_000, 100_010)).toEqual(BYTES.slice(100_000, 100_010));
  const far = new (source.constructor as new (...parts: unknown[]) => typeof source)(source.url, 2 ** 30, false, undefined, source.head, {});
  await expect(far.read(2 ** 29, 2 ** 29 + 1)).rejects.toMatchObject({ code: 'url.no-ranges' });
});
