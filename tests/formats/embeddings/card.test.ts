/** PNG cards: A1111's own, ours read by an independent decoder, an independent encoder's read by us, and where words stand. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/formats/byte-source';
import { toggleMask } from '../../../src/formats/embeddings/card-cipher';
import { encodeCardJson } from '../../../src/formats/embeddings/card-json';
import { a1111Look, plainLook, type CardLook } from '../../../src/formats/embeddings/card-layout';
import { withPayload, type RgbPicture } from '../../../src/formats/embeddings/card-picture';
import { discs } from '../../../src/formats/embeddings/card-style';
import { writeCard } from '../../../src/formats/embeddings/card-write';
import { type Pixels, type WrittenEmbedding } from '../../../src/formats/embeddings/embedding';
import { readCardPixels, readEmbeddings } from '../../../src/formats/embeddings/read';
import { openPng } from '../../../src/formats/png-chunks';
import { readPngPixels } from '../../../src/formats/png-pixels';
import { readPngText } from '../../../src/formats/png-text';
import { writePng } from '../../../src/formats/png-write';
import { deflateZlib } from '../../../src/formats/zlib';
import { boxPainter, expectWord, gradient, hexOf, sdxlWord, toWritten, vectorsOf, word } from './words';

const A1111_CARD = new Uint8Array(readFileSync(new URL('../../fixtures/a1111/test-emb.png', import.meta.url)));
const A1111_CAPTION = new Uint8Array(readFileSync(new URL('../../fixtures/a1111/cap.png', import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'card-'));
afterAll(() => rmSync(folder, { recursive: true }));

const python = (...args: string[]): unknown => JSON.parse(execFileSync('/usr/bin/python3', ['tests/reference/card.py', ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 }));
const pixelsOf = async (file: Uint8Array): Promise<Pixels> => readPngPixels(await openPng(bytesSource(file)));
const isSame = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => Buffer.compare(Buffer.from(a as Uint8Array), Buffer.from(b as Uint8Array)) === 0;

describe("A1111's own card", () => {
  it('says the same by its text and by its pixels alone', async () => {
    const [byText] = await readEmbeddings({ name: 'x.png', content: A1111_CARD });
    const [byPixels] = await readCardPixels(await pixelsOf(A1111_CARD), 'x');
    expect([byText.container, byPixels.container]).toEqual(['png-text', 'pixels']);
    expectWord(byPixels, toWritten(byText));
    for (const { preview } of [byText, byPixels]) expect([preview!.width, preview!.height]).toEqual([512, 512]);
  });

  it('is what is made here of its embedding and its picture: JSON, packed data and every pixel', async () => {
    const [found] = await readEmbeddings({ name: 'x.png', content: A1111_CARD });
    const json = encodeCardJson(toWritten(found));
    const text = await readPngText(await openPng(bytesSource(A1111_CARD)), 'sd-ti-embedding', 100_000);
    expect(json === Buffer.from(text!, 'base64').toString()).toBe(true);
    const payload = deflateZlib(new TextEncoder().encode(json), 9);
    expect(payload.length).toBe(14_972);
    const made = withPayload(found.preview as RgbPicture, payload, toWritten(found), discs);
    expect([made.width, made.height]).toEqual([536, 512]);
    expect(isSame(made.data, (await pixelsOf(A1111_CARD)).data)).toBe(true);
  });

  it('begins with the pixels and hides with the sequence that the facts name', async () => {
    const { data } = await pixelsOf(A1111_CARD);
    expect([...data.subarray(0, 9)]).toEqual([229, 232, 226, 225, 224, 228, 234, 238, 231]);
    expect([...toggleMask(new Uint8Array(16))]).toEqual([13, 2, 15, 12, 13, 11, 15, 5, 6, 15, 7, 4, 1, 15, 2, 15]);
  });
});

const cards: [string, WrittenEmbedding][] = [
  ['8 vectors', word({ name: '<b>"ñ" 一/\u202e', count: 8 })],
  ['1 vector of SD 2', word({ ...vectorsOf(1, 1024), step: null, modelName: null, modelHash: null })],
  ['SDXL', sdxlWord()],
  ['a few numbers', word({ ...vectorsOf(1, 4), name: 'x' })],
];

describe.each(cards)('%s', (_, one) => {
  it.each(['a1111', 'plain'] as const)('in the look %s: the independent decoder finds it by text and by pixels', async (look) => {
    const file = writeCard(one, gradient(512, 512, look === 'plain' ? 4 : 3), { look, painter: boxPainter });
    const path = join(folder, 'ours.png');
    writeFileSync(path, file);
    interface Described { string_to_param?: { '*': { hex: string; shape: number[] } }; clip_l: { hex: string }; clip_g: { hex: string } }
    const [{ texts, pixels, mode }] = python('read', path) as { texts: Record<string, Described>; pixels: Described; mode: string }[];
    expect(mode).toBe('RGB');
    expect(pixels).toEqual(texts['sd-ti-embedding']);
    if (one.clipG) {
      expect(Object.keys(pixels)).toEqual(['clip_l', 'clip_g']);
      expect([pixels.clip_l.hex === hexOf(one.vectors), pixels.clip_g.hex === hexOf(one.clipG.vectors), texts.Title]).toEqual([true, true, one.name]);
    } else {
      const { string_to_param: parameters, ...rest } = pixels;
      expect(rest).toEqual({ string_to_token: { '*': 265 }, name: one.name, step: one.step, sd_checkpoint: one.modelHash, sd_checkpoint_name: one.modelName });
      expect(parameters!['*'].shape).toEqual([one.count, one.width]);
      expect(parameters!['*'].hex === hexOf(one.vectors)).toBe(true);
    }
  });

  it('is read here too when nothing but the pixels is left, also with borders around it', async () => {
    const { width, height, data } = await pixelsOf(writeCard(one, gradient(300, 200), { look: 'a1111', painter: boxPainter }));
    const stripped = writePng(data as Uint8Array, width, height);
    const [found] = await readEmbeddings({ name: 'some file.png', content: stripped });
    expect(found).toMatchObject({ container: 'png-pixels', preview: { width: 300, height: 200 } });
    expectWord(found, one, one.clipG ? 'vectors' : 'all');
    const [framed] = await readCardPixels(withBorder({ width, height, channels: 3, data }), 'x');
    expectWord(framed, one, one.clipG ? 'vectors' : 'all');
  });
});

function withBorder({ width, height, data }: Pixels): Pixels {
  const wide = width + 9;
  const out = new Uint8Array(wide * (height + 7) * 4);
  for (let i = 0; i < width * height; i++) out.set([...data.subarray(3 * i, 3 * i + 3), 255], 4 * ((Math.floor(i / width) + 3) * wide + (i % width) + 5));
  return { width: wide, height: height + 7, channels: 4, data: out };
}

describe('cards of the independent encoder', () => {
  const one = word({ count: 3, name: 'théirs' });
  const spec = { hex: hexOf(one.vectors), shape: [3, 768], name: one.name, step: one.step, sd_checkpoint: one.modelHash, sd_checkpoint_name: one.modelName, height: 384 };
  const specs = ['photo', 'smooth', 'flat', 'dark'].map((picture, i) => ({ ...spec, picture, text: i % 2 === 0, path: join(folder, `theirs-${picture}.png`) }));

  it('are read by text and by pixels', async () => {
    writeFileSync(join(folder, 'spec.json'), JSON.stringify(specs));
    python('make', join(folder, 'spec.json'));
    for (const { path, text } of specs) {
      const [found] = await readEmbeddings({ name: 'x.png', content: new Uint8Array(readFileSync(path)) });
      expect(found.container).toBe(text ? 'png-text' : 'png-pixels');
      expectWord(found, one);
      expect([found.preview!.width, found.preview!.height]).toEqual([384, 384]);
    }
  });

  it('are read from lossless WebP, whose pixels the caller decodes', async () => {
    const { path, ...shape } = python('pixels', specs[0].path, folder) as Pixels & { path: string };
    const webp = new Uint8Array([...Buffer.from('RIFF....WEBPVP8L'), ...new Array<number>(60).fill(0)]);
    const [found] = await readEmbeddings({ name: 'x.webp', content: webp }, { decodePicture: async () => ({ ...shape, data: new Uint8Array(readFileSync(path)) }) });
    expect(found.container).toBe('pixels');
    expectWord(found, one);
  });
});

describe('layout', () => {
  const { measure } = boxPainter;
  const one = word({ name: 'a toy', count: 8, step: 1000 });

  it("is A1111's: title at the top left, three feet on one line, sizes that fit", () => {
    const { runs } = a1111Look(one, 512, 512, measure);
    // "<a toy>": 7 letters of 16 pixels at size 32; (512 · 0.75 - 40) / 112 · 32 = 98, at most 72
    expect(runs[0]).toEqual({ text: '<a toy>', x: 10, y: 10, size: 72, anchor: 'left-top', colour: [255, 255, 255] });
    // "[0123456789]": 12 letters of 36 pixels at 72; (512 / 3 - 10) / 432 · 72 = 26.8
    expect(runs.slice(1).map(({ text, x, y, size, anchor }) => [text, x, y, size, anchor])).toEqual([
      ['model', 10, 502, 26, 'left-baseline'], ['[0123456789]', 256, 502, 26, 'middle-baseline'], ['8v 1000s', 502, 502, 26, 'right-baseline'],
    ]);
  });

  it("shades as A1111's caption does, row by row", async () => {
    const { shade } = a1111Look(one, 512, 512, measure);
    expect([0, 64, 128, 256, 384, 511].map((y) => shade[y])).toEqual([255, 222, 171, 81, 145, 236]);
    // the picture of the fixture was white where no word stands: what is left of it at the right edge is 255 - shade
    const { width, channels, data } = await pixelsOf(A1111_CAPTION);
    const column = Array.from({ length: 512 }, (_, y) => data[(y * width + width - 1) * channels]);
    const top = data[(256 * width + width - 1) * channels] / (255 - shade[256]);
    column.forEach((value, y) => expect(Math.abs(value - top * (255 - shade[y]))).toBeLessThan(1.5));
  });

  it.each([['a1111', a1111Look], ['plain', plainLook]] as [string, CardLook][])('%s leaves out what is not known, and keeps long words inside', (_, look) => {
    const long = word({ name: 'w'.repeat(500), modelName: null, modelHash: null, step: null });
    for (const size of [64, 512, 1024]) {
      const { runs, shade } = look(long, size, size, measure);
      expect(runs.map(({ text }) => text).join()).not.toMatch(/null|undefined|\[\]/);
      expect(shade).toHaveLength(size);
      for (const run of runs) {
        expect(run.size).toBeGreaterThanOrEqual(1);
        expect(run.size === 1 || measure(run.text, run.size) <= size).toBe(true);
        expect(run.y > 0 && run.y <= size).toBe(true);
      }
    }
  });

  it('words are painted over the shaded picture', async () => {
    const [found] = await readEmbeddings({ name: 'x', content: writeCard(one, gradient(512, 512), { look: 'a1111', painter: boxPainter }) });
    const { data } = found.preview!;
    const at = (x: number, y: number): number => data[(y * 512 + x) * 3];
    expect(at(20, 20)).toBeGreaterThan(225);
    expect(at(500, 40)).toBeLessThan(20);
  });
});

it('JSON is what Python writes', () => {
  const values = [0, -0, 1, -2, 0.1, 1 / 3, 1e-4, 9.999e-5, 1e-5, 1.5e-7, 2 ** -149, 1e15, 1e16, 123456789012345680, 3.4e38, 1e22, 1.5, NaN, Infinity, -Infinity];
  const vectors = new Float32Array(values);
  const json = encodeCardJson(word({ name: 'é"\\\n\x7f<😀', vectors, count: 1, width: values.length }));
  const script = 'import json, sys; d = json.load(sys.stdin); print(json.dumps(d) == sys.argv[1], json.dumps(d))';
  expect(execFileSync('/usr/bin/python3', ['-c', script, json], { input: json, encoding: 'utf8' })).toMatch(/^True /);
});
