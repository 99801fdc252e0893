import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { deflateRuns, deflateZlib, inflateZlib } from '../../src/formats/zlib';
import { join, randomBytes, utf8 } from './made/bytes';

const text = utf8('0.046290737, -0.0123, '.repeat(500));

describe('inflateZlib', () => {
  it('stops where the stream ends and says where', () => {
    for (const bytes of [new Uint8Array(0), text, randomBytes(70_000, 1)]) {
      const packed = new Uint8Array(deflateSync(bytes));
      const inflated = inflateZlib(join([packed, randomBytes(300, 2)]), 100_000);
      expect(inflated).toMatchObject({ end: packed.length });
      expect(Buffer.compare((inflated as { bytes: Uint8Array }).bytes, bytes)).toBe(0);
    }
  });

  it('tells a stream that is cut off from one that is broken', () => {
    const packed = new Uint8Array(deflateSync(text));
    for (const length of [0, 1, 2, 20, packed.length - 1]) expect(inflateZlib(packed.subarray(0, length), 100_000)).toBe('short');
    const changed = packed.map((byte, i) => (i === packed.length - 2 ? byte ^ 1 : byte));
    expect(inflateZlib(changed, 100_000)).toBe('broken');
    expect(inflateZlib(utf8('no zlib at all'), 100_000)).toBe('broken');
    // gzip is another format
    expect(inflateZlib(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3), 100_000)).toBe('broken');
  });

  it('leaves a stream that gives more than allowed', () => {
    const bomb = new Uint8Array(deflateSync(Buffer.alloc(50_000_000)));
    expect(() => inflateZlib(bomb, 1_000_000)).toThrow(expect.objectContaining({ code: 'zlib.too-large', values: { limit: 1_000_000 } }));
    expect(inflateZlib(bomb, 50_000_000)).toMatchObject({ end: bomb.length });
  });
});

describe('deflate', () => {
  it('is read by zlib', () => {
    for (const bytes of [new Uint8Array(0), text, randomBytes(5000, 3)]) {
      expect(Buffer.compare(inflateSync(deflateZlib(bytes, 9)), bytes)).toBe(0);
      expect(Buffer.compare(inflateSync(deflateRuns(bytes)), bytes)).toBe(0);
    }
  });

  it('begins as zlib at level 9 does', () => {
    expect([...deflateZlib(text, 9).subarray(0, 2)]).toEqual([0x78, 0xda]);
  });
});
