import './fake-browser';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, expect, test, vi } from 'vitest';
import { ensureBundledModel, type BundleIndex } from '../../src/store/bundled';
import { keysOf, remove } from '../../src/store/database';
import { models } from '../../src/store/model-shards';
import { listModels, modelFiles } from '../../src/store/models';

const BASE = 'https://host/sub/model/';
const weights = new Uint8Array(Buffer.from('weights '.repeat(1000)));
const config = new Uint8Array(Buffer.from('{"heads": 8}'));
const packed = new Uint8Array(gzipSync(weights));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function indexOf(id: string): BundleIndex {
  const sizes = (bytes: Uint8Array, shipped: Uint8Array) => ({
    bytes: bytes.length, packedBytes: shipped.length, sha256: sha256(bytes),
  });
  return {
    id,
    name: 'small',
    files: [
      { path: 'unet/config.json', url: 'unet.config.json', gzip: false, ...sizes(config, config) },
      { path: 'unet/w.safetensors', url: 'unet.w.safetensors.gz', gzip: true, ...sizes(weights, packed) },
    ],
  };
}

type Served = Record<string, Uint8Array | string>;

/** A static server; anything not named answers 404. Returns the addresses asked for. */
function serve(files: Served): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: URL) => {
    const path = url.href.slice(BASE.length);
    asked.push(path);
    return path in files ? new Response(files[path] as BodyInit) : new Response('nothing here', { status: 404 });
  });
  return asked;
}

const good = (id = 'bundled-1'): Served => ({
  'index.json': JSON.stringify(indexOf(id)), 'unet.config.json': config, 'unet.w.safetensors.gz': packed,
});

beforeEach(async () => remove(models, await keysOf(models)));

async function expectStored(id: string): Promise<void> {
  expect(await listModels()).toMatchObject([{ id, bundled: true, name: 'small', kind: 'sd1', prediction: 'epsilon' }]);
  const source = (await modelFiles(id)).open('unet/w.safetensors');
  expect(await source.read(0, source.size)).toEqual(weights);
}

test('fetched once, then only the index is asked for, then nothing needs to answer', async () => {
  const asked = serve(good());
  const seen: [number, number][] = [];
  expect(await ensureBundledModel((done, total) => seen.push([done, total]), BASE)).toBe('bundled-1');
  expect(seen.at(-1)).toEqual([config.length + packed.length, config.length + packed.length]);
  await expectStored('bundled-1');
  asked.length = 0;
  expect(await ensureBundledModel(undefined, BASE)).toBe('bundled-1');
  expect(asked).toEqual(['index.json']);
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('offline')));
  expect(await ensureBundledModel(undefined, BASE)).toBe('bundled-1');
});

test('a server that unpacks .gz on the way is served as well', async () => {
  serve({ ...good(), 'unet.w.safetensors.gz': weights });
  const seen: number[] = [];
  await ensureBundledModel((done) => seen.push(done), BASE);
  expect(Math.max(...seen)).toBe(config.length + packed.length);
  await expectStored('bundled-1');
});

test('two tabs at once fetch it once', async () => {
  const asked = serve(good());
  await Promise.all([ensureBundledModel(undefined, BASE), ensureBundledModel(undefined, BASE)]);
  expect(asked.filter((path) => path.endsWith('.gz'))).toHaveLength(1);
  await expectStored('bundled-1');
});

test('a file that does not come is named and nothing is kept', async () => {
  const files = good();
  delete files['unet.w.safetensors.gz'];
  serve(files);
  await expect(ensureBundledModel(undefined, BASE)).rejects.toMatchObject({
    code: 'bundle.fetch', values: { path: 'model/unet.w.safetensors.gz', url: `${BASE}unet.w.safetensors.gz` },
  });
  expect(await keysOf(models)).toEqual([]);
});

const flipped = weights.map((byte, i) => (i === 77 ? byte ^ 1 : byte));
test.each([
  ['one bit is wrong', new Uint8Array(gzipSync(flipped))],
  ['it is cut short', packed.slice(0, -9)],
  ['it is another length', new Uint8Array(gzipSync(weights.slice(1)))],
  ['it is a page', new Uint8Array(Buffer.from('<!doctype html>'))],
])('a weights file of which %s is refused', async (_, bytes) => {
  serve({ ...good(), 'unet.w.safetensors.gz': bytes });
  await expect(ensureBundledModel(undefined, BASE)).rejects.toMatchObject({
    code: 'bundle.damaged', values: { path: 'unet/w.safetensors' },
  });
  expect(await keysOf(models)).toEqual([]);
});

test('no index and nothing stored', async () => {
  serve({});
  await expect(ensureBundledModel(undefined, BASE)).rejects.toMatchObject({ code: 'bundle.fetch' });
  serve({ 'index.json': '<!doctype html>' });
  await expect(ensureBundledModel(undefined, BASE)).rejects.toMatchObject({ code: 'bundle.damaged' });
});

test('what ships in public/model is what its index says', () => {
  const folder = new URL('../../public/model/', import.meta.url);
  const index = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as BundleIndex;
  for (const file of index.files) {
    const shipped = readFileSync(new URL(file.url, folder));
    const bytes = file.gzip ? gunzipSync(shipped) : shipped;
    expect([bytes.length, shipped.length, sha256(bytes)]).toEqual([file.bytes, file.packedBytes, file.sha256]);
  }
  const listed = ['index.json', 'LICENSE', 'README.md', ...index.files.map((file) => file.url)];
  expect(readdirSync(folder).sort()).toEqual(listed.sort());
});

test('every picture of public/demo is listed once, and each listed one is there', () => {
  const folder = new URL('../../public/demo/', import.meta.url);
  const { sets } = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as { sets: { id: string; pictures: string[] }[] };
  const there = sets.flatMap(({ id }) => readdirSync(new URL(`${id}/`, folder)).map((name) => `${id}/${name}`));
  expect(sets.flatMap(({ pictures }) => pictures).sort()).toEqual(there.sort());
  expect(sets.map(({ pictures }) => pictures.length)).toEqual([3, 3, 3, 3, 3, 30]);
});
