/** Models that find a picture's subject, from a file to a mask, by ONNX Runtime's WebAssembly. */
import '../store/fake-browser';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as ort from 'onnxruntime-web/webgpu';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { database, keysOf } from '../../src/store/database';
import { listTaggers, removeTagger } from '../../src/store/taggers';
import { rasterOf } from '../../src/tagging/raster';
import { segmenterInput, segmenting, subjectOf } from '../../src/tagging/segmenter';
import { configured } from '../../workers/onnx/runtime';
import { createTagger } from '../../workers/tagger/tagger';
import { hostFiles, type Host } from '../checkpoints/file-host';
import { segmenterModel, unknownModel, wd14Model } from './models.mjs';

const [WIDTH, HEIGHT] = [60, 24];
/** Bright on the left third: a picture that is not square. */
const bright = rasterOf(Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => (Math.floor(i / 3) % WIDTH < 20 ? 240 : 30)), { width: WIDTH, height: HEIGHT });

const tagger = createTagger({ runtime: async () => ort, place: async () => 'wasm', withPicture: async (_blob, _name, use) => use(bright) });
const add = (path: string, content: Uint8Array) => tagger.add({ kind: 'files', files: [{ path, file: new File([content as BlobPart], path) }], alone: true }, () => true);

beforeAll(() => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm'));
  configured(ort, wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) as ArrayBuffer);
});
afterEach(async () => {
  for (const { id } of await listTaggers()) await removeTagger(id);
});

test('the subject is white where it is, at the size asked for', async () => {
  const { id, plan, name } = await add('u2net.onnx', segmenterModel());
  expect([name, plan]).toEqual(['u2net', { family: 'segmenter', model: 'u2net.onnx', input: 'input.1', output: '1959', size: { width: 32, height: 32 } }]);
  const mask = await tagger.segment(id, new Blob(), 'p.png', { width: 30, height: 12 }, 'auto');
  expect(mask).toHaveLength(30 * 12);
  for (const y of [0, 6, 11]) {
    const row = [...mask.subarray(y * 30, (y + 1) * 30)];
    expect(Math.min(...row.slice(0, 8)), `row ${y}`).toBeGreaterThan(220);
    expect(Math.max(...row.slice(12)), `row ${y}`).toBeLessThan(35);
  }
});

test.each([['another picture', unknownModel(), 'mask: float32 [1, 3'], ['a tagger', wd14Model(48), '[batch, 48, 48, 3]']])('%s is refused, said what it is, and not kept', async (_, model, found) => {
  await expect(add('m.onnx', model)).rejects.toMatchObject({ code: 'tagger.unknown-segmenter', values: { found: expect.stringContaining(found) as string } });
  expect(await keysOf(database('taggers'))).toEqual([]);
});

test('one model is taken, not none or two', async () => {
  await expect(add('readme.txt', new Uint8Array(3))).rejects.toMatchObject({ code: 'tagger.no-model' });
  const file = (path: string) => ({ path, file: new File([segmenterModel() as BlobPart], path) });
  await expect(tagger.add({ kind: 'files', files: [file('a.onnx'), file('b.onnx')], alone: true }, () => true)).rejects.toMatchObject({ code: 'tagger.too-many' });
});

describe('numbers', () => {
  const value = (name: string, shape: (number | string)[]) => ({ name, type: 'float32', shape });

  test('sizes that the model leaves open are 1024', () => {
    const plan = segmenting({ path: 'm', inputs: [value('pixel_values', ['b', 'c', 'h', 'w'])], outputs: [value('alphas', ['b', 1, 'h', 'w'])] });
    expect(plan?.size).toEqual({ width: 1024, height: 1024 });
  });

  test('small models get ImageNet’s numbers, large ones 0.5 less; channels one after the other', () => {
    const grey = rasterOf(new Uint8Array(4 * 4 * 3).fill(51), { width: 4, height: 4 });
    const small = segmenterInput(grey, { width: 4, height: 4 });
    expect([small[0], small[16], small[32]].map((x) => x.toFixed(4))).toEqual([(0.2 - 0.485) / 0.229, (0.2 - 0.456) / 0.224, (0.2 - 0.406) / 0.225].map((x) => x.toFixed(4)));
    expect(segmenterInput(grey, { width: 600, height: 4 })[0]).toBeCloseTo(-0.3, 5);
  });

  test('a map is stretched from black to white; one tone is black, not NaN', () => {
    expect([...subjectOf([-4, 0, 4, 2], { width: 2, height: 2 }).pixels]).toEqual([0, 128, 255, 191]);
    expect([...subjectOf([3, 3], { width: 2, height: 1 }).pixels]).toEqual([0, 0]);
  });
});

describe('by address', () => {
  let host: Host | undefined;
  afterEach(() => host?.close());
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  /** A tagger for which a server of this test is Hugging Face, or the page's own. */
  async function served(files: Record<string, Uint8Array>, { hub = false } = {}) {
    host = await hostFiles(files, { ranges: true });
    const { origin, host: name } = new URL(host.url);
    const remote = createTagger({ runtime: async () => ort, place: async () => 'wasm', withPicture: async (_blob, _name, use) => use(bright), own: origin, ...(hub && { hosts: [name] }) });
    return { remote, add: (path: string) => remote.add({ kind: 'url', url: origin + path, alone: true }, () => true) };
  }

  test('one .onnx file, kept and run; nothing else is looked for beside it', async () => {
    const model = segmenterModel();
    const { remote, add: addAt } = await served({ '/u2net/u2net.onnx': model, '/u2net/selected_tags.csv': bytes('of another model') });
    const { id, name, plan, bytes: size } = await addAt('/u2net/u2net.onnx');
    expect([name, plan, size]).toMatchObject(['u2net', { family: 'segmenter' }, model.length]);
    expect(host!.asked.filter((line) => !line.includes('/u2net/u2net.onnx'))).toEqual([]);
    await host!.close();
    const mask = await remote.segment(id, new Blob(), 'p.png', { width: 30, height: 12 }, 'auto');
    expect([mask[0], mask[29]].map((value) => Math.round(value / 255))).toEqual([1, 0]);
  });

  test('a repository: its model in full numbers among smaller ones', async () => {
    const listing = bytes(JSON.stringify(['onnx/model_quantized.onnx', 'onnx/model.onnx', 'README.md'].map((path) => ({ type: 'file', path, size: 1 }))));
    const { add: addAt } = await served({ '/api/models/someone/subjects/tree/main?recursive=true': listing, '/someone/subjects/resolve/main/onnx/model.onnx': segmenterModel() }, { hub: true });
    const { name, plan } = await addAt('/someone/subjects');
    expect([name, plan]).toMatchObject(['subjects', { family: 'segmenter', model: 'onnx/model.onnx' }]);
  });

  test.each([
    ['nothing there', '/models/u2net.onnx', {}, 'url.missing'],
    ['another kind of file', '/models/u2net.pth', { '/models/u2net.pth': new Uint8Array(10) }, 'tagger.url'],
    ['a tagger', '/models/model.onnx', { '/models/model.onnx': wd14Model(16) }, 'tagger.unknown-segmenter'],
    ['no model at all', '/models/model.onnx', { '/models/model.onnx': bytes('<!doctype html>') }, 'onnx.broken'],
  ])('%s is refused, and nothing is kept', async (_, path, files, code) => {
    const { add: addAt } = await served(files as Record<string, Uint8Array>);
    await expect(addAt(path)).rejects.toMatchObject({ code });
    expect([await listTaggers(), await keysOf(database('taggers'))]).toEqual([[], []]);
  });
});
