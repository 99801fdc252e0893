/** @file torch files for tests, in both forms, from a pickle and its storages. */
import { DTYPE_BYTES, type Dtype } from '../../../src/formats/tensor-entry';
import { join, uint, utf8 } from './bytes';
import { pickled, plainest, type Choose, type Made } from './pickle';
import { zipped, type ZipStyle } from './zip';

export interface MadeStorage {
  key: string;
  dtype: Dtype;
  bytes: Uint8Array;
}

export interface MadeTensor {
  storage: MadeStorage;
  offset: number;
  shape: number[];
  strides: number[];
}

const STORAGES: Partial<Record<Dtype, string>> = {
  F64: 'DoubleStorage', F32: 'FloatStorage', F16: 'HalfStorage', BF16: 'BFloat16Storage', I64: 'LongStorage',
  I32: 'IntStorage', I16: 'ShortStorage', I8: 'CharStorage', U8: 'ByteStorage', BOOL: 'BoolStorage',
};
export const TORCH_DTYPES = Object.keys(STORAGES) as Dtype[];

export const countOf = ({ bytes, dtype }: MadeStorage): number => bytes.length / DTYPE_BYTES[dtype];
export const tuple = (...items: Made[]): Made => ({ tuple: items });
export const dict = (entries: Record<string, Made>): Made => ({ dict: Object.entries(entries) });
export const global = (module: string, name: string): Made => ({ global: [module, name] });
const hooks: Made = { call: global('collections', 'OrderedDict'), args: [] };

/** In legacy files a storage's id has six fields. */
export function storageId({ key, dtype, bytes }: MadeStorage, legacy = false): Made {
  const fields = ['storage', global('torch', STORAGES[dtype]!), key, 'cpu', bytes.length / DTYPE_BYTES[dtype]];
  return { persistent: tuple(...fields, ...(legacy ? [null] : [])) };
}

export function tensorCall({ storage, offset, shape, strides }: MadeTensor, legacy = false): Made {
  const args = [storageId(storage, legacy), offset, tuple(...shape), tuple(...strides), false, hooks];
  return { call: global('torch._utils', '_rebuild_tensor_v2'), args };
}

export function torchZip(pickle: Uint8Array, storages: readonly MadeStorage[], style: ZipStyle & { deflate?: boolean | 'pickle' } = {}): Uint8Array<ArrayBuffer> {
  const deflate = style.deflate === true;
  return zipped([
    { name: 'archive/data.pkl', bytes: pickle, deflate: deflate || style.deflate === 'pickle' },
    { name: 'archive/byteorder', bytes: utf8('little') },
    ...storages.map(({ key, bytes }) => ({ name: `archive/data/${key}`, bytes, deflate })),
    { name: 'archive/version', bytes: utf8('3\n') },
  ], style);
}

export const MAGIC = 0x1950a86a20f9469cfc6cn;
const system: Made = dict({ protocol_version: 1001, little_endian: true, type_sizes: dict({ short: 2, int: 4, long: 4 }) });

/** `pickle`: of the object, whole. */
export function torchLegacy(pickle: Uint8Array, storages: readonly MadeStorage[], choose: Choose = plainest, protocol = 2): Uint8Array<ArrayBuffer> {
  const head = [MAGIC, 1001, system].map((value) => pickled(value, plainest, protocol));
  const keys = pickled({ list: storages.map(({ key }) => key) }, choose, protocol);
  return join([...head, pickle, keys, ...storages.flatMap((one) => [uint(countOf(one), 8), one.bytes])]);
}

/** The tensor's elements one by one, row-major: slow and plain. */
export function elementsOf({ storage, offset, shape, strides }: MadeTensor): Uint8Array {
  const width = DTYPE_BYTES[storage.dtype];
  let places = [offset];
  shape.forEach((size, i) => {
    places = places.flatMap((place) => Array.from({ length: size }, (_, index) => place + index * strides[i]));
  });
  return join(places.map((place) => storage.bytes.subarray(place * width, (place + 1) * width)));
}
