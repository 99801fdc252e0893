import { afterEach, expect, test } from 'vitest';
import { openHttp } from '../../src/checkpoints/sources/http-source';
import type { HttpOptions } from '../../src/checkpoints/sources/http-client';
import { Tail } from '../../src/checkpoints/sources/passage';
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
  if (ranges) expect(host!.asked[2]).toBe('GET /model bytes=0-');
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
  expect(host!.asked.slice(1)).toEqual(['GET /model bytes=0-', `GET /model bytes=${100_000 - 65_536}-`, `GET /model bytes=${100_000 - 16_384}-`]);
});

test('it waits longer and longer, begins to count anew when bytes come, and gives up in the end', async () => {
  const options = hurried();
  const source = await openHttp(await serve({ breaks: [Infinity, 0, 0, 5, ...Array<number>(20).fill(0)] }), options);
  await expect(all(source.stream(0, never))).rejects.toMatchObject({ code: 'url.broken', values: { position: 5 } });
  expect(options.waited).toEqual([1000, 2000, 1000, 2000, 4000, 8000, 16000, 30000, 30000]);
});

test('a server that shows no header fields but the length does as well', async () => {
  const source = await openHttp(await serve({ etag: () => '"a"', breaks: [Infinity, Infinity, 100_000] }), hurried({ fetch: shy }));
  expect(source).toMatchObject({ size: BYTES.length, ranges: true, validators: {} });
  expect(host!.asked.at(-1)).toBe('HEAD /model');
  expect(Buffer.compare(await all(source.stream(0, never)), BYTES)).toBe(0);
});

test('a file that changes on the server is not joined with what came before', async () => {
  let etag = '"first"';
  const source = await openHttp(await serve({ etag: () => etag, breaks: [Infinity, 1000] }), hurried({ wait: async () => void (etag = '"second"') }));
  const error: unknown = await all(source.stream(0, never)).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'import.source-changed' });
});

/** As long as BYTES, and like it at its head. */
const OTHER = BYTES.map((byte, i) => (i < 65_536 ? byte : byte ^ 255));

async function streamOfChanging(manners: Manners, later = OTHER): Promise<Buffer> {
  const files: Record<string, Uint8Array> = { '/model': BYTES };
  const day = (): string => (files['/model'] === BYTES ? 'Fri, 20 Nov 2026 10:00:00 GMT' : 'Sat, 21 Nov 2026 10:00:00 GMT');
  host = await hostFiles(files, { ...manners, headers: (): Record<string, string> => (manners.headers ? { 'last-modified': day() } : {}) });
  const source = await openHttp(`${host.url}/model`, hurried({ wait: async () => void (files['/model'] = later), fetch: shy }));
  return all(source.stream(0, never));
}

test.each([true, false])('nor is one that shows neither ETag nor date and is as long as before (parts: %s)', async (ranges) => {
  for (const at of [65_537, 150_000, 299_999]) {
    await expect(streamOfChanging({ ranges, breaks: [Infinity, at] })).rejects.toMatchObject({ code: 'import.source-changed' });
    await host!.close();
  }
});

test('a date of another origin is seen; it tells where the bytes before the break are the same', async () => {
  const later = BYTES.map((byte, i) => (i > 200_000 ? byte ^ 1 : byte));
  await expect(streamOfChanging({ breaks: [Infinity, 150_000], headers: () => ({}) }, later)).rejects.toMatchObject({ code: 'import.source-changed' });
});

test('where the first bytes of a stream are not those that were read before, it is another file', async () => {
  const source = await openHttp(await serve(), hurried());
  host!.files['/model'] = BYTES.map((byte, i) => (i === 60_000 ? byte ^ 1 : byte));
  await expect(all(source.stream(0, never))).rejects.toMatchObject({ code: 'import.source-changed' });
});

test('connections that break within what they repeat come further in the end', async () => {
  const source = await openHttp(await serve({ breaks: [Infinity, 100_000, ...Array<number>(40).fill(5000)] }), hurried());
  expect(Buffer.compare(await all(source.stream(0, never)), BYTES)).toBe(0);
});

test('a stream remembers its last bytes, however they come', () => {
  let seed = 5;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (const most of [10, 70_000, 200_000]) {
    const tail = new Tail(1000);
    for (let at = 1000; at < BYTES.length; ) {
      const end = Math.min(BYTES.length, at + 1 + Math.floor(random() * most));
      tail.push(BYTES.subarray(at, end));
      at = end;
      if (at % 97 && at < BYTES.length) continue;
      const { start, bytes } = tail.passage();
      expect(start).toBe(Math.max(1000, at - 65_536));
      expect(Buffer.compare(bytes, BYTES.subarray(start, at))).toBe(0);
    }
  }
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
    { url: `${other.url}/model`, size: source.size, ranges: true, validators: {}, head: source.head }, { silence: 1000, ask: (url: string, init: RequestInit) => fetch(url, init), wait: async () => undefined },
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

test('a server that takes the request and says nothing is asked again, and given up', async () => {
  expect((await openHttp(await serve({ mute: (_, count) => count < 3 }), hurried({ silence: 60 }))).size).toBe(BYTES.length);
  await host!.close();
  await expect(openHttp(await serve({ mute: () => true }), hurried({ silence: 60 }))).rejects.toMatchObject({ code: 'url.unreachable' });
});

test('ended by its signal while it waits as long as the server asked', { timeout: 2000 }, async () => {
  const control = new AbortController();
  const url = await serve({ status: () => 503 });
  const busy: typeof fetch = async () => new Response('', { status: 503, headers: { 'retry-after': '120' } });
  setTimeout(() => control.abort(new Error('stopped')), 50);
  await expect(openHttp(url, { fetch: busy, signal: control.signal })).rejects.toThrow('stopped');
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
  const far = new (source.constructor as new (...parts: unknown[]) => typeof source)({ url: source.url, size: 2 ** 30, ranges: false, validators: {}, head: source.head }, {});
  await expect(far.read(2 ** 29, 2 ** 29 + 1)).rejects.toMatchObject({ code: 'url.no-ranges' });
});
