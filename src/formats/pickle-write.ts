/**
 * @file Pickle protocol 2, written as a tree of small functions: each gives the bytes that leave its value on the
 * stack. Without memo: every value is written out where it stands, which every reader understands.
 */
import { concatBytes } from './concat';

export type Pickled = Uint8Array;

const MARK = Uint8Array.of(0x28);
const TUPLE = Uint8Array.of(0x74);
const SETITEMS = Uint8Array.of(0x75);
const EMPTY_DICT = Uint8Array.of(0x7d);

export const none: Pickled = Uint8Array.of(0x4e);
export const emptyTuple: Pickled = Uint8Array.of(0x29);

/** The finished stream. */
export function pickle(value: Pickled): Uint8Array<ArrayBuffer> {
  return concatBytes([Uint8Array.of(0x80, 2), value, Uint8Array.of(0x2e)]);
}

export function text(value: string): Pickled {
  const utf8 = new TextEncoder().encode(value);
  return concatBytes([Uint8Array.of(0x58), littleEndian(utf8.length, 4), utf8]);
}

/** Safe integers in their shortest form. */
export function integer(value: number): Pickled {
  if (value >= 0 && value < 0x100) return Uint8Array.of(0x4b, value);
  if (value >= 0 && value < 0x10000) return concatBytes([Uint8Array.of(0x4d), littleEndian(value, 2)]);
  if (value >= -(2 ** 31) && value < 2 ** 31) return concatBytes([Uint8Array.of(0x4a), littleEndian(value, 4)]);
  // LONG1: eight bytes, two's complement
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value), true);
  return concatBytes([Uint8Array.of(0x8a, 8), bytes]);
}

export function bool(value: boolean): Pickled {
  return Uint8Array.of(value ? 0x88 : 0x89);
}

export function tuple(...items: Pickled[]): Pickled {
  return concatBytes([MARK, ...items, TUPLE]);
}

/** The one-byte forms for two items. */
export function pair(first: Pickled, second: Pickled): Pickled {
  return concatBytes([first, second, Uint8Array.of(0x86)]);
}

/** One entry needs no mark. */
export function dictOfOne(key: string, value: Pickled): Pickled {
  return concatBytes([EMPTY_DICT, text(key), value, Uint8Array.of(0x73)]);
}

export function dict(entries: readonly (readonly [string, Pickled])[]): Pickled {
  return concatBytes([EMPTY_DICT, MARK, ...entries.flatMap(([key, value]) => [text(key), value]), SETITEMS]);
}

/** A name that the reader resolves, e.g. `collections`, `OrderedDict`. */
export function global(module: string, name: string): Pickled {
  return concatBytes([Uint8Array.of(0x63), new TextEncoder().encode(`${module}\n${name}\n`)]);
}

export function call(callable: Pickled, args: Pickled): Pickled {
  return concatBytes([callable, args, Uint8Array.of(0x52)]);
}

/** torch's way to name a storage outside the pickle. */
export function persistentId(id: Pickled): Pickled {
  return concatBytes([id, Uint8Array.of(0x51)]);
}

function littleEndian(value: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 255);
}
