/** Cards that were scaled, re-saved, cropped or painted over are refused with the reason; pictures that are no cards are not blamed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/formats/byte-source';
import { writeCard } from '../../../src/formats/embeddings/card-write';
import { type Pixels } from '../../../src/formats/embeddings/embedding';
import { readCardPixels, readEmbeddings } from '../../../src/formats/embeddings/read';
import { openPng } from '../../../src/formats/png-chunks';
import { readPngPixels } from '../../../src/formats/png-pixels';
import { writePng } from '../../../src/formats/png-write';
import { randomBytes } from '../made/bytes';
import { boxPainter, gradient, hexOf, trained, word } from './words';

const folder = mkdtempSync(join(tmpdir(), 'damage-'));
afterAll(() => rmSync(folder, { recursive: true }));

const python = (...args: string[]): string => execFileSync('/usr/bin/python3', ['tests/reference/card.py', ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });

interface Damaged extends Omit<Pixels, 'data'> {
  kind: 'scaled' | 'lossy' | 'cropped' | 'changed';
  name: string;
  path: string;
}

const verdictOn = (pixels: Pixels, isLossy = false): Promise<string> =>
  readCardPixels(pixels, 'x', isLossy).then(() => 'read', ({ code }: { code: string }) => code.replace('embedding.card-', ''));

/** Rows or columns that were left out, and nothing else, look like a cut or a change wherever no separator is lost. */
const PLAIN = /^(nearest|box) 0/;

describe('damage is told:', () => {
  /** The odd values of `trained` would make one light disc among black ones: see below. */
  const even = (count: number): Float32Array => trained(count * 768).fill(0.01, 0, 9);
  const one = word({ count: 4, vectors: even(4) });
  const spec = { hex: hexOf(one.vectors), shape: [4, 768], name: 'x', step: 1, sd_checkpoint: null, sd_checkpoint_name: null, text: false };

  it.each([['photo', 512], ['flat', 512], ['smooth', 384]])("A1111's card of a picture that is %s, %i high", async (picture, height) => {
    const path = join(folder, `${picture}.png`);
    writeFileSync(join(folder, 'spec.json'), JSON.stringify([{ ...spec, picture, height, path }]));
    python('make', join(folder, 'spec.json'));
    expect(await toldOf(path)).toEqual([]);
  }, 240_000);

  it('cards of dark pictures, and cards whose pattern is dark: cuts and changes always, the rest mostly', async () => {
    const dark = trained(4 * 768);
    const specs = [{ ...spec, picture: 'dark' }, { ...spec, picture: 'photo', hex: hexOf(dark) }].map((one, i) => ({ ...one, height: 512, path: join(folder, `dark-${i}.png`) }));
    writeFileSync(join(folder, 'spec.json'), JSON.stringify(specs));
    python('make', join(folder, 'spec.json'));
    for (const { path } of specs) {
      const wrong = await toldOf(path);
      expect(wrong.length).toBeLessThan(20);
      expect(wrong.filter((what) => /^(crop|watermark|one pixel)|read/.test(what))).toEqual([]);
    }
  }, 240_000);

  it('a card in our own look', async () => {
    const path = join(folder, 'plain.png');
    const { data, ...shape } = gradient(512, 512);
    // as pictures are: nowhere black along an edge
    const lit = { ...shape, data: (data as Uint8Array).map((value) => 60 + value / 2) };
    writeFileSync(path, writeCard(one, lit, { look: 'plain', painter: boxPainter }));
    expect(await toldOf(path)).toEqual([]);
  }, 240_000);

  /** What is told wrongly of 50 kinds of damage. */
  async function toldOf(path: string): Promise<string[]> {
    const list = JSON.parse(python('damage', path, folder)) as Damaged[];
    expect(list).toHaveLength(50);
    const wrong: string[] = [];
    for (const { kind, name, path: raw, ...shape } of list) {
      const verdict = await verdictOn({ ...shape, data: new Uint8Array(readFileSync(raw)) });
      const isRight = verdict === kind || (PLAIN.test(name) && ['cropped', 'changed'].includes(verdict));
      if (!isRight) wrong.push(`${name}: ${verdict}`);
    }
    return wrong;
  }

  it('a card without its last rows, which only repeat the first, is still read', async () => {
    const { width, height, data } = await readPngPixels(await openPng(bytesSource(writeCard(word({ count: 1 }), gradient(512, 512), { look: 'a1111', painter: boxPainter }))));
    const verdict = await verdictOn({ width, height: height - 1, channels: 3, data: data.subarray(0, width * (height - 1) * 3) });
    expect(verdict).toBe('read');
  });

  it('a JPEG is said to be one even where its pixels would be taken for scaled ones', async () => {
    const path = join(folder, 'photo.png');
    const list = JSON.parse(python('damage', path, folder)) as Damaged[];
    const { path: raw, ...shape } = list.find(({ name }) => name === 'bilinear 0.75')!;
    const pixels: Pixels = { ...shape, data: new Uint8Array(readFileSync(raw)) };
    expect([await verdictOn(pixels), await verdictOn(pixels, true)]).toEqual(['scaled', 'lossy']);
    const jpeg = new Uint8Array([0xff, 0xd8, 0xff, ...new Array<number>(61).fill(0)]);
    await expect(readEmbeddings({ name: 'x.jpg', content: jpeg }, { decodePicture: async () => pixels })).rejects.toMatchObject({ code: 'embedding.card-lossy' });
  });

  it('a text that is whole makes up for pixels that are not', async () => {
    const file = writeCard(one, gradient(256, 256), { look: 'a1111', painter: boxPainter });
    const png = await openPng(bytesSource(file));
    const [text] = png.chunks;
    const { width, height, data } = await readPngPixels(png);
    const spoiled = writePng(data.map((value, i) => (i % 1000 ? value : value ^ 1)) as Uint8Array, width, height);
    const both = new Uint8Array([...spoiled.subarray(0, 33), ...file.subarray(text.start - 8, text.end + 4), ...spoiled.subarray(33)]);
    expect((await readEmbeddings({ name: 'x', content: both }))[0].container).toBe('png-text');
    await expect(readEmbeddings({ name: 'x', content: spoiled })).rejects.toMatchObject({ code: 'embedding.card-changed' });
  });
});

describe('no card is seen in', () => {
  const pictures = new URL('../../../public/', import.meta.url).pathname;
  const found = readdirSync(pictures, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.png'));

  it(`${found.length} pictures of this app, as they are and as JPEG`, async () => {
    expect(found.length).toBeGreaterThan(10);
    for (const name of found) {
      const verdict = await readEmbeddings({ name, content: new Uint8Array(readFileSync(join(pictures, name))) }).then(() => 'read', ({ code }: { code: string }) => code);
      expect(['embedding.card-none', 'png.kind'], name).toContain(verdict);
    }
  });

  it.each([
    ['noise', (): Pixels => ({ width: 300, height: 200, channels: 3, data: randomBytes(180_000, 4) })],
    ['black', (): Pixels => ({ width: 30, height: 20, channels: 3, data: new Uint8Array(1800) })],
    ['white', (): Pixels => ({ width: 30, height: 20, channels: 4, data: new Uint8Array(2400).fill(255) })],
    ['one pixel', (): Pixels => ({ width: 1, height: 1, channels: 3, data: Uint8Array.of(1, 2, 3) })],
    ['a gradient', (): Pixels => gradient(256, 128)],
    ['a picture between two black lines', (): Pixels => {
      const { data, ...shape } = gradient(256, 128);
      return { ...shape, data: (data as Uint8Array).map((value, i) => ([40, 215].includes(Math.floor(i / 3) % 256) ? 0 : value)) };
    }],
  ] as [string, () => Pixels][])('%s', async (_, make) => {
    expect(await verdictOn(make())).toBe('none');
    expect(await verdictOn(make(), true)).toBe('none');
  });
});
