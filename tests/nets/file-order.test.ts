/** Tensors in a file's order: what is read, how much at once, and that every tensor gets its own bytes. */
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../src/formats/byte-source';
import { inFileOrder } from '../../src/nets/file-order';

/** Byte i is i. Notes every range that is read. */
function counted(size: number) {
  const reads: [number, number][] = [];
  const source: ByteSource = {
    size,
    async read(start, end) {
      reads.push([start, end]);
      return Uint8Array.from({ length: end - start }, (_, i) => start + i);
    },
  };
  return { source, reads };
}

const place = (source: ByteSource, start: number, end: number) =>
  ({ key: `${start}-${end}`, place: { source, entry: { dtype: 'U8' as const, shape: [end - start], start, end } } });

async function all(wanted: ReturnType<typeof place>[], blockBytes: number) {
  const got: [string, number[]][] = [];
  for await (const { key, raw } of inFileOrder(wanted, blockBytes)) got.push([key, [...raw.bytes]]);
  return got;
}

describe('inFileOrder', () => {
  it('reads neighbours at once, in the order of the file, no more than a block', async () => {
    const { source, reads } = counted(100);
    const got = await all([place(source, 20, 24), place(source, 0, 8), place(source, 8, 20), place(source, 24, 90)], 24);
    expect(reads).toEqual([[0, 24], [24, 90]]);
    expect(got.map(([key]) => key)).toEqual(['0-8', '8-20', '20-24', '24-90']);
    expect(got[2][1]).toEqual([20, 21, 22, 23]);
  });

  it('keeps files apart and takes tensors that share bytes', async () => {
    const [a, b] = [counted(50), counted(50)];
    const got = await all([place(b.source, 0, 4), place(a.source, 10, 20), place(a.source, 12, 14), place(b.source, 4, 6)], 100);
    expect([a.reads, b.reads]).toEqual([[[10, 20]], [[0, 6]]]);
    expect(Object.fromEntries(got)['12-14']).toEqual([12, 13]);
  });

  it('says what went wrong with a later block', async () => {
    const { source, reads } = counted(50);
    const broken: ByteSource = { size: 50, read: async (start, end) => (start > 8 ? Promise.reject(new Error('gone')) : source.read(start, end)) };
    await expect(all([place(broken, 0, 8), place(broken, 8, 16), place(broken, 20, 30)], 8)).rejects.toThrow('gone');
    expect(reads).toEqual([[0, 8], [8, 16]]);
  });

  it('reads nothing for nothing', async () => expect(await all([], 8)).toEqual([]));
});
