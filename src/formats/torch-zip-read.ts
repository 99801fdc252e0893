/**
 * @file What torch.save writes since 1.6: a zip with <root>/data.pkl and each storage as <root>/data/<key>, stored, so
 * that a tensor is a range of the file.
 */
import { Failure } from '../failure';
import { bytesSource, type ByteSource } from './byte-source';
import { joinSources } from './joined-source';
import { MAX_PICKLE_BYTES, readPickle } from './pickle-read';
import { torchRules } from './torch-globals';
import { nameValues } from './torch-names';
import { placeTensor, type ByteRange } from './torch-tensor';
import { type TorchContent } from './torch-content';
import { readZipEntry } from './zip-entry';
import { openZip, type ZipEntry } from './zip-read';

type Entries = ReadonlyMap<string, ZipEntry>;

const PICKLE = '/data.pkl';
/** Other zip programs pack storages. Small files are unpacked in memory; of a checkpoint the store needs the ranges. */
const MAX_UNPACKED_BYTES = 32 * 1024 * 1024;

/** Throws what zip, pickle and torch-tensor throw, `torch.no-pickle`, `torch.byte-order`, `torch.packed` {limit}. */
export async function readTorchZip(source: ByteSource): Promise<TorchContent> {
  const entries = await openZip(source);
  const pickle = findPickle(entries);
  const root = pickle.name.slice(0, -PICKLE.length);
  await checkByteOrder(source, entries.get(`${root}/byteorder`));
  const { value } = readPickle(await readZipEntry(source, pickle, MAX_PICKLE_BYTES), torchRules);
  const { tensors, values } = nameValues(value, pickle.size);
  const { ranges, source: whole } = await unpack(source, entries, `${root}/data/`);
  const placed = [...tensors].map(([name, tensor]) => [name, placeTensor(name, tensor, ({ key }) => ranges.get(key))] as const);
  return { source: whole, tensors: new Map(placed), values };
}

function findPickle(entries: Entries): ZipEntry {
  const found = [...entries.values()].filter(({ name }) => name.endsWith(PICKLE) && name.indexOf('/') === name.length - PICKLE.length);
  if (found.length !== 1) throw new Failure('torch.no-pickle');
  return found[0];
}

async function checkByteOrder(source: ByteSource, entry: ZipEntry | undefined): Promise<void> {
  if (!entry) return;
  const text = new TextDecoder().decode(await readZipEntry(source, entry, 64));
  if (text.trim() !== 'little') throw new Failure('torch.byte-order');
}

interface Unpacked {
  source: ByteSource;
  /** by key */
  ranges: Map<string, ByteRange>;
}

/** Packed entries are unpacked and follow the file in the source that is given back. */
async function unpack(source: ByteSource, entries: Entries, folder: string): Promise<Unpacked> {
  const ranges = new Map<string, ByteRange>();
  const parts: ByteSource[] = [source];
  let size = source.size;
  for (const [name, entry] of entries) {
    if (!name.startsWith(folder)) continue;
    const key = name.slice(folder.length);
    if (entry.method === 'stored') ranges.set(key, entry);
    else {
      const end = size + entry.size;
      if (end - source.size > MAX_UNPACKED_BYTES) throw new Failure('torch.packed', { limit: MAX_UNPACKED_BYTES });
      parts.push(bytesSource(await readZipEntry(source, entry, MAX_UNPACKED_BYTES)));
      ranges.set(key, { start: size, end });
      size = end;
    }
  }
  return { source: joinSources(parts), ranges };
}
