import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/formats/crc32';
import { writePng } from '../../src/formats/png-write';

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

describe('a PNG file', () => {
  it('says size, 8 bits and RGB, and ends as it must', () => {
    const chunks = chunksOf(writePng(new Uint8Array(5 * 300 * 3), 5, 300));
    expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect([...chunks[0].data]).toEqual([0, 0, 0, 5, 0, 0, 1, 44, 8, 2, 0, 0, 0]);
  });

  it('refuses bytes of another size', () => {
    expect(() => writePng(new Uint8Array(11), 2, 2)).toThrow(expect.objectContaining({ code: 'internal' }));
  });
});

it('crc32 agrees with zlib', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});
