/** @file Many tensors of a model's files, read in the order and in the blocks that suit a disk, one block ahead. */
import type { ByteSource } from '../formats/byte-source';
import { readTensor, type RawTensor } from '../formats/safetensors';
import type { TensorPlace } from './weight-file';

/** Bytes read at once. Most tensors are small, and each read of a Blob takes a message to another process. */
const BLOCK_BYTES = 32 * 2 ** 20;

interface Wanted<T> {
  key: T;
  place: TensorPlace;
}

/** Neighbours in one file. */
interface Block<T> {
  source: ByteSource;
  start: number;
  end: number;
  wanted: Wanted<T>[];
}

/** Every tensor with its key; at most two blocks, or one and the largest tensor, are in memory. */
export async function* inFileOrder<T>(wanted: readonly Wanted<T>[], blockBytes = BLOCK_BYTES): AsyncGenerator<{ key: T; raw: RawTensor }> {
  const blocks = blocksOf(wanted, blockBytes);
  let ahead = blocks.length ? readBlock(blocks[0]) : undefined;
  for (let i = 0; i < blocks.length; i++) {
    const bytes = await ahead!;
    ahead = i + 1 < blocks.length ? readBlock(blocks[i + 1]) : undefined;
    ahead?.catch(() => {}); // told when it is its turn
    for (const { key, place } of blocks[i].wanted) yield { key, raw: await readTensor(within(blocks[i], bytes), place.entry) };
  }
}

const readBlock = ({ source, start, end }: Block<unknown>): Promise<Uint8Array> => source.read(start, end);

/** The file as far as it is in memory. */
const within = ({ source, start }: Block<unknown>, bytes: Uint8Array): ByteSource => ({
  size: source.size,
  read: async (from, to) => bytes.subarray(from - start, to - start),
});

function blocksOf<T>(wanted: readonly Wanted<T>[], blockBytes: number): Block<T>[] {
  const blocks: Block<T>[] = [];
  for (const each of inOrder(wanted)) {
    const { source, entry } = each.place;
    const last = blocks.at(-1);
    const joins = last?.source === source && entry.start <= last.end + GAP_BYTES && entry.end - last.start <= blockBytes;
    if (!joins) blocks.push({ source, start: entry.start, end: entry.end, wanted: [each] });
    else {
      last.wanted.push(each);
      last.end = Math.max(last.end, entry.end);
    }
  }
  return blocks;
}

/** What lies between two tensors and is not wanted is read with them if it is this little. */
const GAP_BYTES = 2 ** 16;

function inOrder<T>(wanted: readonly Wanted<T>[]): Wanted<T>[] {
  const files = new Map<ByteSource, number>();
  for (const { place } of wanted) if (!files.has(place.source)) files.set(place.source, files.size);
  const file = ({ place }: Wanted<T>): number => files.get(place.source)!;
  return [...wanted].sort((a, b) => file(a) - file(b) || a.place.entry.start - b.place.entry.start);
}
