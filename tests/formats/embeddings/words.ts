/** @file Embeddings for tests, and how they are compared: bit for bit. */
import { expect } from 'vitest';
import { type TextPainter } from '../../../src/formats/embeddings/card-layout';
import { type Pixels, type Vectors, type WrittenEmbedding } from '../../../src/formats/embeddings/embedding';
import { type FoundEmbedding } from '../../../src/formats/embeddings/found';
import { randomBytes } from '../made/bytes';

/** Values that only a bit-for-bit copy keeps, then what training leaves: small ones around 0. */
export function trained(length: number, seed = 1): Float32Array {
  const noise = randomBytes(length * 4, seed);
  const odd = [-0, 2 ** -149, 3.4028234663852886e38, 1 / 3, -1e-7, 1, 123456789, 1e-5, 0.0001];
  return Float32Array.from({ length }, (_, i) => odd[i] ?? (noise.subarray(4 * i, 4 * i + 4).reduce((sum, byte) => sum + byte, 0) - 510) / 9000 + noise[4 * i] / 1e6);
}

export const vectorsOf = (count: number, width: number, seed = 1): Vectors => ({ vectors: trained(count * width, seed), count, width });

export function word(change: Partial<WrittenEmbedding> = {}): WrittenEmbedding {
  const { count = 2, width = 768 } = change;
  return { name: 'cat toy', ...vectorsOf(count, width), step: 120, modelName: 'model', modelHash: '0123456789', ...change };
}

export const sdxlWord = (count = 2): WrittenEmbedding => word({ count, clipG: vectorsOf(count, 1280, 9) });

export const hexOf = ({ buffer, byteOffset, byteLength }: Float32Array): string => Buffer.from(buffer, byteOffset, byteLength).toString('hex');

/** Vectors and, where the form has room for them, the values beside. */
export function expectWord(found: FoundEmbedding, expected: WrittenEmbedding, has: 'all' | 'name' | 'vectors' = 'all'): void {
  expect([found.count, found.width, found.clipG?.count, found.clipG?.width]).toEqual([expected.count, expected.width, expected.clipG?.count, expected.clipG?.width]);
  expect(hexOf(found.vectors) === hexOf(expected.vectors)).toBe(true);
  if (expected.clipG) expect(hexOf(found.clipG!.vectors) === hexOf(expected.clipG.vectors)).toBe(true);
  if (has !== 'vectors') expect(found.name).toBe(expected.name);
  const { step, modelName, modelHash } = expected;
  if (has === 'all') expect([found.step ?? null, found.modelName ?? null, found.modelHash ?? null]).toEqual([step, modelName, modelHash]);
}

/** Half of the size a letter, and a box of ink for each run: no fonts are needed to see where words stand. */
export const boxPainter: TextPainter = {
  measure: (text, size) => (text.length * size) / 2,
  paint(runs, width, height) {
    const layer = new Uint8Array(width * height * 4);
    for (const { text, x, y, size, anchor, colour } of runs) {
      const length = (text.length * size) / 2;
      const left = x - { left: 0, middle: length / 2, right: length }[anchor.split('-')[0] as 'left' | 'middle' | 'right'];
      const top = anchor.endsWith('top') ? y : y - size;
      for (let row = Math.max(0, Math.floor(top)); row < Math.min(height, top + size); row++) {
        for (let column = Math.max(0, Math.floor(left)); column < Math.min(width, left + length); column++) layer.set([...colour, 230], (row * width + column) * 4);
      }
    }
    return layer;
  },
};

export function gradient(width: number, height: number, channels: 3 | 4 = 3): Pixels {
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
    data[i] = channels === 4 && i % 4 === 3 ? 255 : (x * (1 + (i % channels)) + y) & 255;
  }
  return { width, height, channels, data };
}

/** What was found, ready to be written again. */
export function toWritten({ name, vectors, count, width, clipG, step, modelName, modelHash }: FoundEmbedding): WrittenEmbedding {
  const rest = { step: step ?? null, modelName: modelName ?? null, modelHash: modelHash ?? null };
  return { name, vectors, count, width, ...(clipG && { clipG }), ...rest };
}
