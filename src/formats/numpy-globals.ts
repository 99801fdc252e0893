/** @file What stands in for numpy: scalars become numbers (step counts, scores), arrays and types are carried along. */
import { isKind, type PickleGlobal, type PickleValue } from './pickle-value';

type Call = PickleGlobal['call'];

/** Bytes that cost as much as a small object. */
const BYTES_A_PIECE = 64;

/** `_codecs.encode(text, 'latin1')`: how protocol 2 of Python 3 spells bytes. */
export const textToBytes: Call = ([text, encoding], spend) => {
  if (typeof text !== 'string' || (encoding !== undefined && encoding !== 'latin1')) return undefined;
  spend(Math.ceil(text.length / BYTES_A_PIECE));
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255) return undefined;
    bytes[i] = code;
  }
  return bytes;
};

const READERS: Readonly<Record<string, [bytes: number, (view: DataView) => number | bigint]>> = {
  f8: [8, (view) => view.getFloat64(0, true)],
  f4: [4, (view) => view.getFloat32(0, true)],
  i8: [8, (view) => view.getBigInt64(0, true)],
  i4: [4, (view) => view.getInt32(0, true)],
  u4: [4, (view) => view.getUint32(0, true)],
  b1: [1, (view) => view.getUint8(0)],
};

/** `scalar(dtype, bytes)`. Kinds that are no plain number are carried along. */
const scalar: Call = ([dtype, bytes]) => {
  if (!isKind(dtype, 'object') || !(bytes instanceof Uint8Array || typeof bytes === 'string')) return undefined;
  const [kind] = dtype.args;
  const reader = typeof kind === 'string' && Object.hasOwn(READERS, kind) ? READERS[kind] : undefined;
  if (!reader || bytes instanceof Uint8Array === false || isBigEndian(dtype.state)) return { kind: 'object', type: dtype.type, args: [] };
  if (bytes.length !== reader[0]) return undefined;
  const value = reader[1](new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
};

/** A dtype's state is (version, byte order, …). */
function isBigEndian(state: PickleValue | undefined): boolean {
  return isKind(state, 'tuple') && state.items[1] === '>';
}

function carried(name: string): Call {
  const type: PickleGlobal = { kind: 'global', name, call: (args) => ({ kind: 'object', type, args }) };
  return type.call;
}

/** numpy 2 has renamed its core. */
const inBothCores = (name: string, call: Call): [string, Call][] =>
  ['numpy.core', 'numpy._core'].map((core) => [`${core}.${name}`, call]);

export const numpyGlobals: Readonly<Record<string, Call>> = Object.fromEntries([
  ...inBothCores('multiarray.scalar', scalar),
  ...inBothCores('multiarray._reconstruct', carried('numpy.ndarray')),
  // protocol 5
  ...inBothCores('numeric._frombuffer', carried('numpy.ndarray')),
  ['numpy.dtype', carried('numpy.dtype')],
  ['numpy.ndarray', carried('numpy.ndarray')],
]);
