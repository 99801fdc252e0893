/** Cards that are made to do harm: each is refused by name, within a second, or read as the data that it is. */
import { constants, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ByteSource } from '../../../src/formats/byte-source';
import { withPayload, type RgbPicture } from '../../../src/formats/embeddings/card-picture';
import { discs } from '../../../src/formats/embeddings/card-style';
import { type FoundEmbedding } from '../../../src/formats/embeddings/found';
import { readCardPixels, readEmbeddings } from '../../../src/formats/embeddings/read';
import { join, latin1, utf8 } from '../made/bytes';
import { chunk, madePng, type Shape } from '../made/png';
import { gradient, word } from './words';

const dot: Shape = { width: 1, height: 1, channels: 3 };
const textCard = (json: string): Uint8Array =>
  madePng(dot, new Uint8Array(3), { texts: [chunk('tEXt', join([latin1('sd-ti-embedding\0'), latin1(Buffer.from(json).toString('base64'))]))] });
const pixelCard = (payload: Uint8Array): RgbPicture => withPayload(gradient(64, 96) as RgbPicture, payload, word(), discs);
const tensor = (rows: string): string => `{"string_to_param": {"*": {"TORCHTENSOR": ${rows}}}, "name": "x"}`;

async function outcome(read: Promise<FoundEmbedding[]>): Promise<string> {
  const before = performance.now();
  const result = await read.then(() => 'read', ({ code }: { code?: string }) => code ?? 'untyped');
  expect(performance.now() - before).toBeLessThan(1000);
  return result;
}

describe('a zlib stream in the pixels', () => {
  /** Blocks of a megabyte of zeros that end on a whole byte and are not the last one: Node could not hold what it would pack. */
  function gigabytes(count: number): Uint8Array {
    const block = new Uint8Array(deflateSync(Buffer.alloc(1 << 20), { level: 9, finishFlush: constants.Z_SYNC_FLUSH })).subarray(2);
    return join([Uint8Array.of(0x78, 0xda), ...Array.from({ length: count * 1024 }, () => block)]);
  }

  it('that unfolds to 4 GB is left', async () => {
    const bomb = gigabytes(4);
    const before = process.memoryUsage().rss;
    expect(await outcome(readCardPixels(pixelCard(bomb), 'x'))).toBe('zlib.too-large');
    expect(process.memoryUsage().rss - before).toBeLessThan(600 * 2 ** 20);
  }, 30_000);

  it.each([
    ['of something else', utf8('{"a": 1}'), 'embedding.none'],
    ['of no JSON', utf8('hello'), 'embedding.card-content'],
    ['of a list', utf8('[1, 2]'), 'embedding.card-content'],
    ['of nothing', new Uint8Array(0), 'embedding.card-content'],
  ])('%s', async (_, bytes, code) => {
    expect(await outcome(readCardPixels(pixelCard(new Uint8Array(deflateSync(bytes))), 'x'))).toBe(code);
  });
});

describe('JSON', () => {
  it.each([
    ['nested a million deep', `{"a": ${'['.repeat(1_000_000)}`],
    ['of millions of lists', `{"a": [${'[],'.repeat(3_000_000)}[]]}`],
    ['of millions of keys', `{${Array.from({ length: 300_000 }, (_, i) => `"${i}":0`).join()}}`],
    ['with a string that does not end', `{"a": "${'x'.repeat(5_000_000)}`],
    ['with rows of several lengths', tensor('[[1, 2], [3]]')],
    ['with rows in rows', tensor('[[[1, 2]]]')],
    ['with words for numbers', tensor('[["1", "2"]]')],
    ['with null for a number', tensor('[[1, null]]')],
    ['with a number among rows', tensor('[[1], 2]')],
    ['with a tensor that is an object', tensor('{}')],
    ['with half a constant', tensor('[[Na, 1]]')],
  ])('%s is refused', async (_, json) => {
    expect(await outcome(readEmbeddings({ name: 'x.png', content: textCard(json) }))).toBe('embedding.card-content');
  });

  it('with NaN and Infinity, as Python writes them, is read; a text that holds these words stays', async () => {
    const json = '{"string_to_param": {"*": {"TORCHTENSOR": [[NaN, Infinity, -Infinity, -0.0, 1e39]]}}, "name": "a \\"NaN, -Infinity\\" b", "step": NaN}';
    const [found] = await readEmbeddings({ name: 'x.png', content: textCard(json) });
    expect(found).toMatchObject({ name: 'a "NaN, -Infinity" b', count: 1, width: 5 });
    expect([...found.vectors]).toEqual([NaN, Infinity, -Infinity, -0, Infinity]);
    expect(found.step).toBeUndefined();
  });

  it.each(['<img src=x onerror=alert(1)>', '../../etc/passwd', 'C:\\a\\b', 'a\u202egnp.exe', '__proto__', 'constructor', '\u0000', '{message}'])('with the name %j gives that name, as data', async (name) => {
    const json = `{"string_to_param": {"*": {"TORCHTENSOR": [[1, 2]]}}, "name": ${JSON.stringify(name)}, "__proto__": {"step": 5}}`;
    const [found] = await readEmbeddings({ name: 'x.png', content: textCard(json) });
    expect(found.name).toBe(name);
    expect([found.step, ({} as { step?: number }).step]).toEqual([undefined, undefined]);
  });

  it('with a name of a megabyte takes the name of the file', async () => {
    const [found] = await readEmbeddings({ name: 'folder/file.png', content: textCard(tensor('[1]').replace('"x"', `"${'x'.repeat(1_000_000)}"`)) });
    expect(found.name).toBe('file');
  });

  it.each([
    ['more than 64 MB of numbers', `{"emb_params": {"TORCHTENSOR": [${Array.from({ length: 4097 }, () => '[0]').join()}]}}`, 'embedding.shape'],
    ['a token alone', '{"string_to_token": {"*": {"TORCHTENSOR": 265}}}', 'embedding.none'],
    ['base64 that is none', '', 'embedding.card-content'],
  ])('%s', async (_, json, code) => {
    expect(await outcome(readEmbeddings({ name: 'x.png', content: textCard(json) }))).toBe(code);
  });
});

it.each([[2 ** 20, 1], [1, 2 ** 20], [4096, 1024], [3, 3]])('%i × %i pixels of noise are looked through at once', async (width, height) => {
  const data = new Uint8Array(width * height * 3);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  expect(await outcome(readCardPixels({ width, height, channels: 3, data }, 'x'))).toBe('embedding.card-none');
});

it('a text of 200 MB is refused without being read', async () => {
  const file = madePng(dot, new Uint8Array(3));
  const head = join([file.subarray(0, 33), latin1('\x0b\xeb\xc2\x00tEXtsd-ti-embedding\0')]);
  const tail = file.subarray(33);
  const start = 33 + 12 + 200_000_000;
  let bytes = 0;
  const source: ByteSource = {
    size: start + tail.length,
    async read(from, to) {
      bytes += to - from;
      const out = new Uint8Array(to - from);
      out.set(head.subarray(from, to));
      if (to > start) out.set(tail.subarray(from - start, to - start));
      return out;
    },
  };
  expect(await outcome(readEmbeddings({ name: 'x.png', content: source }))).toBe('png.text-too-large');
  expect(bytes).toBeLessThan(10_000);
});

it('a text that cannot be read is the first thing to say where the pixels are no card', async () => {
  const broken = madePng(dot, new Uint8Array(3), { texts: [chunk('tEXt', latin1('sd-ti-embedding\0%%%'))] });
  expect(await outcome(readEmbeddings({ name: 'x.png', content: broken }))).toBe('embedding.card-content');
  expect(await outcome(readEmbeddings({ name: 'x.png', content: madePng(dot, new Uint8Array(3)) }))).toBe('embedding.card-none');
});
