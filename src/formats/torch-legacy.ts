/**
 * @file What torch.save wrote before 1.6: five pickles one behind the other (magic number, protocol, system, the object,
 * the storages' keys), then for each key an int64 count of elements and the elements.
 */
import { Failure } from '../failure';
import { type ByteSource } from './byte-source';
import { MAX_PICKLE_BYTES, readPickle } from './pickle-read';
import { isKind, type PickleRules, type PickleValue, type TorchStorage } from './pickle-value';
import { DTYPE_BYTES } from './tensor-entry';
import { torchRules } from './torch-globals';
import { nameValues } from './torch-names';
import { placeTensor, type ByteRange } from './torch-tensor';
import { type TorchContent } from './torch-content';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
const COUNT_BYTES = 8;

/** Throws what pickle and torch-tensor throw, `torch.legacy` {at}, `torch.byte-order`. */
export async function readTorchLegacy(source: ByteSource): Promise<TorchContent> {
  const storages = new Map<string, TorchStorage>();
  const pickles = await readHead(source, storages);
  const { tensors, values } = nameValues(pickles.object, pickles.end);
  const ranges = await findStorages(source, pickles, storages);
  const find = ({ key }: TorchStorage): ByteRange | undefined => ranges.get(key);
  return { source, tensors: new Map([...tensors].map(([name, tensor]) => [name, placeTensor(name, tensor, find)])), values };
}

interface Pickles {
  object: PickleValue;
  keys: readonly string[];
  end: number;
}

const isText = (value: PickleValue): value is string => typeof value === 'string';

/** How long the pickles are is not said: they are read as far as pickles may go. */
async function readHead(source: ByteSource, storages: Map<string, TorchStorage>): Promise<Pickles> {
  const bytes = await source.read(0, Math.min(source.size, MAX_PICKLE_BYTES));
  try {
    return readPickles(bytes, storages);
  } catch (failure) {
    const isCut = failure instanceof Failure && failure.code === 'pickle.truncated' && bytes.length < source.size;
    throw isCut ? new Failure('pickle.bounds', { at: bytes.length }) : failure;
  }
}

/** `storages` is filled with those the object names. */
function readPickles(bytes: Uint8Array, storages: Map<string, TorchStorage>): Pickles {
  let end = 0;
  const next = (rules: PickleRules): PickleValue => {
    const read = readPickle(bytes, rules, end);
    end = read.end;
    return read.value;
  };
  const [magic, protocol, system] = [next(torchRules), next(torchRules), next(torchRules)];
  if (magic !== MAGIC || protocol !== PROTOCOL || !isKind(system, 'dict')) throw new Failure('torch.legacy', { at: end });
  if (system.items.get('little_endian') === false) throw new Failure('torch.byte-order');
  const object = next(collecting(storages));
  const keys = next(torchRules);
  if (!isKind(keys, 'list') || !keys.items.every(isText)) throw new Failure('torch.legacy', { at: end });
  return { object, keys: keys.items, end };
}

/** A storage has one type and length wherever it is named: its bytes are found by them. */
function collecting(storages: Map<string, TorchStorage>): PickleRules {
  const persistent = (id: PickleValue): PickleValue | undefined => {
    const storage = torchRules.persistent(id);
    if (!isKind(storage, 'storage')) return storage;
    const known = storages.get(storage.key);
    if (known && (known.dtype !== storage.dtype || known.count !== storage.count)) return undefined;
    storages.set(storage.key, storage);
    return storage;
  };
  return { ...torchRules, persistent };
}

async function findStorages(source: ByteSource, { keys, end }: Pickles, storages: ReadonlyMap<string, TorchStorage>): Promise<Map<string, ByteRange>> {
  const ranges = new Map<string, ByteRange>();
  let at = end;
  for (const key of keys) {
    const storage = storages.get(key);
    if (!storage || ranges.has(key)) throw new Failure('torch.legacy', { at });
    const range = await storageRange(source, at, storage);
    ranges.set(key, range);
    at = range.end;
  }
  return ranges;
}

async function storageRange(source: ByteSource, at: number, { dtype, count }: TorchStorage): Promise<ByteRange> {
  const start = at + COUNT_BYTES;
  const end = start + count * DTYPE_BYTES[dtype];
  if (end > source.size) throw new Failure('file.truncated', { start: at, end, size: source.size });
  const head = await source.read(at, start);
  const written = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true);
  if (written !== BigInt(count)) throw new Failure('torch.legacy', { at });
  return { start, end };
}
