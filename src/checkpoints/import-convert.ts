/** @file Numbers of a checkpoint as they are stored: f16 or f32, a piece of a tensor at a time. */
import { Failure } from '../failure';
import { bfloatToFloat, halfToFloat } from '../formats/half';
import type { Dtype } from '../formats/tensor-entry';
import { narrow } from '../half';

/** Number type of a stored model; f16 halves what is f32. */
export type Precision = 'f16' | 'f32';
export type StoredDtype = 'F16' | 'F32';

export const storedDtype = (precision: Precision): StoredDtype => (precision === 'f16' ? 'F16' : 'F32');

const WIDTH = { F64: 8, F32: 4, F16: 2, BF16: 2 } as const;
type FloatDtype = keyof typeof WIDTH;

export const isFloat = (dtype: Dtype): dtype is FloatDtype => Object.hasOwn(WIDTH, dtype);
export const widthOf = (dtype: FloatDtype): number => WIDTH[dtype];

/**
 * Whole elements, little-endian, to new bytes. A finite number too large for the target stops the import with
 * `model.overflow` {name, dtype}: an infinite weight would poison every picture, and f32 is there to be chosen.
 * Infinities and NaN of the file itself stay what they are.
 */
export function convert(name: string, bytes: Uint8Array, from: FloatDtype, to: StoredDtype): Uint8Array<ArrayBuffer> {
  if (from === to) return bytes.slice();
  if (from === 'F16') return bytesOf(halfToFloat(words(bytes)));
  const floats = toFloats(name, bytes, from);
  if (to === 'F32') return bytesOf(floats);
  const halves = new Uint16Array(floats.length);
  if (narrow(floats, halves) >= 0) throw new Failure('model.overflow', { name, dtype: 'f16' });
  return bytesOf(halves);
}

function toFloats(name: string, bytes: Uint8Array, from: 'F64' | 'F32' | 'BF16'): Float32Array {
  if (from === 'BF16') return bfloatToFloat(words(bytes));
  const { buffer, byteOffset, byteLength } = aligned(bytes, WIDTH[from]);
  if (from === 'F32') return new Float32Array(buffer, byteOffset, byteLength / 4);
  return fromDoubles(name, new Float64Array(buffer, byteOffset, byteLength / 8));
}

function fromDoubles(name: string, doubles: Float64Array): Float32Array {
  const floats = new Float32Array(doubles);
  const lost = floats.some((value, i) => Math.abs(value) === Infinity && Number.isFinite(doubles[i]));
  if (lost) throw new Failure('model.overflow', { name, dtype: 'f32' });
  return floats;
}

function words(bytes: Uint8Array): Uint16Array {
  const { buffer, byteOffset, byteLength } = aligned(bytes, 2);
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}

/** Typed arrays begin at multiples of their element only; a tensor of a file may begin anywhere. */
const aligned = (bytes: Uint8Array, width: number): Uint8Array => (bytes.byteOffset % width ? bytes.slice() : bytes);

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Uint16Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
