import { crc32 as zlibCrc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/formats/crc32';
import { encodePng } from '../../src/formats/png-encode';

interface Chunk {
  type: string;
  data: Buffer;
}

/** The chunks, their checksums verified by zlib's own CRC. */
function chunksOf(png: Uint8Array): Chunk[] {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks: Chunk[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 4, at + 8 + length);
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(zlibCrc32(body));
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) });
    at += length + 12;
  }
  return chunks;
}

/** Undoes the filters the specification defines without the row above (0 and 1). */
function pixelsOf(png: Uint8Array, width: number): number[] {
  const rows = inflateSync(chunksOf(png).find(({ type }) => type === 'IDAT')!.data);
  const stride = width * 3 + 1;
  const out: number[] = [];
  for (let row = 0; row < rows.length / stride; row++) {
    const line = rows.subarray(row * stride + 1, (row + 1) * stride);
    const filter = rows[row * stride];
    expect(filter).toBeLessThan(2);
    for (let i = 0; i < line.length; i++) {
      if (filter === 1 && i >= 3) line[i] += line[i - 3];
      out.push(line[i]);
    }
  }
  return out;
}

describe('encodePng', () => {
  it.each([[1, 1], [7, 3], [64, 48]])('%i x %i comes back byte for byte', async (width, height) => {
    const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 97 + ((i * i) >> 3)) & 255);
    const png = await encodePng(rgb, width, height);
    expect(pixelsOf(png, width)).toEqual([...rgb]);
  });

  it('says size, 8 bits and RGB, and ends as it must', async () => {
    const chunks = chunksOf(await encodePng(new Uint8Array(5 * 300 * 3), 5, 300));
    expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect([...chunks[0].data]).toEqual([0, 0, 0, 5, 0, 0, 1, 44, 8, 2, 0, 0, 0]);
  });

  it('refuses bytes of another size', async () => {
    await expect(encodePng(new Uint8Array(11), 2, 2)).rejects.toMatchObject({ code: 'internal' });
  });
});

it('crc32 agrees with zlib', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});
