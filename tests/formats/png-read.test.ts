/** PNGs read: against PIL's files, against files made here that PIL reads the same, and against what should not be read. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesSource, type ByteSource } from '../../src/formats/byte-source';
import { openPng } from '../../src/formats/png-chunks';
import { readPngPixels, type Pixels } from '../../src/formats/png-pixels';
import { readPngText } from '../../src/formats/png-text';
import { writePng } from '../../src/formats/png-write';
import { join, latin1, randomBytes, utf8 } from './made/bytes';
import { chunk, filteredRows, headerChunk, madePng, pngOf, type Shape } from './made/png';

const PYTHON = '/usr/bin/python3';
const folder = mkdtempSync(path(tmpdir(), 'png-'));
afterAll(() => rmSync(folder, { recursive: true }));

const card = (...args: string[]): unknown => JSON.parse(execFileSync(PYTHON, ['tests/reference/card.py', ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 }));
const pixelsOf = async (file: Uint8Array): Promise<Pixels> => readPngPixels(await openPng(bytesSource(file)));
const textOf = async (file: Uint8Array, keyword: string, limit = 10_000): Promise<string | undefined> => readPngText(await openPng(bytesSource(file)), keyword, limit);
const hex = (bytes: Uint8Array | Uint8ClampedArray): string => Buffer.from(bytes).toString('hex');

/** Smooth with noise, so that every filter is worth choosing somewhere. */
function picture({ width, height, channels }: Shape): Uint8Array {
  const noise = randomBytes(width * height * channels, 3);
  return noise.map((value, i) => (value & 7) + 3 * Math.floor(i / (width * channels)) + 2 * (i % (width * channels)));
}

const shapes: Shape[] = ([3, 4] as const).flatMap((channels) =>
  [[1, 1], [2, 3], [5, 9], [8, 8], [33, 17], [3, 40], [70, 1]].map(([width, height]) => ({ width, height, channels })));

describe('pixels', () => {
  it('of PIL come back byte for byte', async () => {
    const made = card('pngs', folder) as (Shape & { name: string })[];
    expect(made).toHaveLength(10);
    for (const { name, ...shape } of made) {
      const pixels = await pixelsOf(new Uint8Array(readFileSync(path(folder, `${name}.png`))));
      expect({ ...pixels, data: hex(pixels.data) }).toEqual({ ...shape, data: hex(readFileSync(path(folder, `${name}.raw`))) });
    }
  });

  it('of every filter, interlaced or not, in one chunk or many, are those that PIL sees', async () => {
    const files = shapes.flatMap((shape) => [false, true].flatMap((interlaced) =>
      [0, 1, 2, 3, 4, 5].map((filter) => ({ shape: { ...shape, interlaced }, filter }))));
    const paths = files.map(({ shape, filter }, i) => {
      const name = path(folder, `made-${i}.png`);
      writeFileSync(name, madePng(shape, picture(shape), { filter: (row) => (filter < 5 ? filter : (row * 3) % 5), parts: 1 + (i % 3) }));
      return name;
    });
    const seen = card('decode', ...paths) as string[];
    for (const [i, name] of paths.entries()) {
      const pixels = await pixelsOf(new Uint8Array(readFileSync(name)));
      expect(hex(pixels.data)).toBe(seen[i]);
      expect(hex(pixels.data)).toBe(hex(picture(files[i].shape)));
    }
  });

  it('written here are read by PIL and here, and are the same bytes every time', async () => {
    const texts = new Map([['Title', 'naïve'], ['wide', '一只猫']]);
    const rgb = shapes.filter(({ channels }) => channels === 3);
    const files = rgb.map((shape) => writePng(picture(shape), shape.width, shape.height, texts));
    const paths = files.map((_, i) => path(folder, `written-${i}.png`));
    paths.forEach((name, i) => writeFileSync(name, files[i]));
    const seen = card('decode', ...paths) as string[];
    const [read] = card('read', paths[4]) as { texts: unknown }[];
    expect(read.texts).toEqual(Object.fromEntries(texts));
    for (const [i, shape] of rgb.entries()) {
      expect(seen[i]).toBe(hex(picture(shape)));
      expect(hex((await pixelsOf(files[i])).data)).toBe(seen[i]);
      expect(hex(writePng(picture(shape), shape.width, shape.height, texts))).toBe(hex(files[i]));
    }
  });
});

describe('texts', () => {
  it('of PIL: plain, packed, wide, wide and packed', async () => {
    card('pngs', folder);
    const file = new Uint8Array(readFileSync(path(folder, 'RGB-5x9.png')));
    expect(await textOf(file, 'plain')).toBe('Latin é');
    expect(await textOf(file, 'packed')).toBe('z'.repeat(1000));
    expect(await textOf(file, 'wide')).toBe('一只猫');
    expect(await textOf(file, 'wide packed')).toBe('一只猫'.repeat(99));
    expect(await textOf(file, 'wid')).toBeUndefined();
  });

  const shape: Shape = { width: 2, height: 3, channels: 3 };
  const withTexts = (...texts: Uint8Array[]): Uint8Array => madePng(shape, picture(shape), { texts });
  const text = (body: string): Uint8Array => chunk('tEXt', latin1(body));

  it('of one keyword: the last, as PIL has it', async () => {
    expect(await textOf(withTexts(text('a\0one'), text('a\0two'), text('b\0three')), 'a')).toBe('two');
  });

  it('outlive a file that was cut off behind them', async () => {
    const file = withTexts(text('a\0one'));
    expect(await textOf(file.subarray(0, file.length - 20), 'a')).toBe('one');
    await expect(pixelsOf(file.subarray(0, file.length - 20))).rejects.toMatchObject({ code: 'png.damaged' });
  });

  it.each([
    ['longer than allowed', text(`a\0${'x'.repeat(20_000)}`), 'png.text-too-large'],
    ['that unpacks to more than allowed', chunk('zTXt', join([latin1('a\0\0'), deflateSync(Buffer.alloc(1_000_000))])), 'zlib.too-large'],
    ['packed by an unknown method', chunk('zTXt', join([latin1('a\0\x01'), deflateSync(Buffer.alloc(10))])), 'png.damaged'],
    ['of a broken stream', chunk('zTXt', latin1('a\0\0nothing')), 'png.damaged'],
    ['without its language', chunk('iTXt', latin1('a\0\0\0en')), 'png.damaged'],
    ['with a wrong checksum', text('a\0one').map((byte, i) => (i === 10 ? byte ^ 1 : byte)), 'png.damaged'],
  ])('%s are refused', async (_, faulty, code) => {
    await expect(textOf(withTexts(faulty), 'a')).rejects.toMatchObject({ code });
  });
});

describe('what is no such PNG', () => {
  const shape: Shape = { width: 20, height: 10, channels: 3 };
  const rows = filteredRows(shape, picture(shape), () => 1);
  const data = (bytes: Uint8Array): Uint8Array => chunk('IDAT', deflateSync(bytes));

  it.each([
    ['palette', pngOf(headerChunk({ ...shape, colourType: 3 }), data(rows)), 'png.kind'],
    ['16 bits', pngOf(headerChunk({ ...shape, depth: 16 }), data(rows)), 'png.kind'],
    ['no pixels', pngOf(headerChunk(shape)), 'png.damaged'],
    ['no header', pngOf(data(rows)), 'png.damaged'],
    ['a width of 0', pngOf(headerChunk({ ...shape, width: 0 }), data(rows)), 'png.damaged'],
    ['a filter that there is not', pngOf(headerChunk(shape), data(rows.map((byte, i) => (i === 61 ? 5 : byte)))), 'png.damaged'],
    ['a row too few', pngOf(headerChunk(shape), data(rows.subarray(61))), 'png.damaged'],
    ['a row too many', pngOf(headerChunk(shape), data(join([rows, rows.subarray(0, 61)]))), 'png.damaged'],
    ['a wrong checksum in the stream', pngOf(headerChunk(shape), chunk('IDAT', deflateSync(rows).map((byte, i, all) => (i === all.length - 1 ? byte ^ 1 : byte)))), 'png.damaged'],
    ['more pixels than are read', pngOf(headerChunk({ ...shape, width: 60_000, height: 60_000 }), data(rows)), 'png.too-large'],
    ['pixels that so few bytes cannot hold', pngOf(headerChunk({ ...shape, width: 5000, height: 5000 }), data(rows)), 'png.damaged'],
  ])('%s', async (_, file, code) => {
    await expect(pixelsOf(file)).rejects.toMatchObject({ code });
  });

  it('a stream of zeros that would unfold to gigabytes is left at once', async () => {
    const bomb = deflateSync(Buffer.alloc(64 * 2 ** 20));
    const before = performance.now();
    await expect(pixelsOf(pngOf(headerChunk(shape), chunk('IDAT', bomb)))).rejects.toMatchObject({ code: 'png.damaged' });
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it('a text of 200 MB is never read', async () => {
    const head = join([madePng(shape, picture(shape)).subarray(0, 33), latin1('\x0b\xeb\xc2\x00tEXt'), latin1('a\0')]);
    const tail = madePng(shape, picture(shape)).subarray(33);
    const start = 33 + 8 + 200_000_000 + 4;
    let read = 0;
    const source: ByteSource = {
      size: start + tail.length,
      async read(from, to) {
        read += to - from;
        const out = new Uint8Array(to - from);
        out.set(head.subarray(from, to));
        if (to > start) out.set(tail.subarray(from - start, to - start));
        return out;
      },
    };
    const png = await openPng(source);
    expect(hex((await readPngPixels(png)).data)).toBe(hex(picture(shape)));
    await expect(readPngText(png, 'a', 10_000)).rejects.toMatchObject({ code: 'png.text-too-large', values: { bytes: 200_000_000, limit: 10_000 } });
    expect(read).toBeLessThan(10_000);
  });
});

it('utf8 of a wide text is not taken for Latin-1', async () => {
  const file = madePng({ width: 1, height: 1, channels: 3 }, new Uint8Array(3), { texts: [chunk('iTXt', join([latin1('k\0\0\0\0\0'), utf8('é')]))] });
  expect(await textOf(file, 'k')).toBe('é');
});
