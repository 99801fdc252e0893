import { describe, expect, it } from 'vitest';
import { decode, type Storage } from '../../src/engine/storage';
import { floatToBfloat, floatToHalf } from '../../src/formats/half';
import type { RawTensor } from '../../src/formats/safetensors';
import { weightBytes } from '../../src/nets/weight-bytes';

/** Whole numbers up to 256: exact in all three number types. */
const values = (count: number) => Float32Array.from({ length: count }, (_, i) => (i % 257) - 128);

const inType = { F64: (x: Float32Array) => Float64Array.from(x), F32: (x: Float32Array) => x, F16: floatToHalf, BF16: floatToBfloat };
type FloatType = keyof typeof inType;

/** Bytes at an odd place of their buffer, as a range of a file may be. */
function raw(dtype: FloatType, floats: Float32Array, shape: number[]): RawTensor {
  const numbers = inType[dtype](floats);
  const shifted = new Uint8Array(numbers.byteLength + 1);
  shifted.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), 1);
  return { dtype, shape, bytes: shifted.subarray(1) };
}

const cases = (['F64', 'F32', 'F16', 'BF16'] as const).flatMap((dtype) => (['f32', 'f16', 'packed'] as Storage[]).map((storage) => ({ dtype, storage })));

describe.each(cases)('$dtype to $storage', ({ dtype, storage }) => {
  it.each([[3, 3], [2, 1]])('turns convolutions of %i × %i to channels last, padded', (height, width) => {
    const [out, channels, taps] = [3, 6, height * width];
    const given = values(out * channels * taps);
    const shape = [out, height, width, channels];
    const bytes = weightBytes(raw(dtype, given, [out, channels, height, width]), shape, storage);
    expect(bytes.length).toBe(out * taps * 8 * (storage === 'f32' ? 4 : 2));
    const wanted = new Float32Array(given.length);
    for (let o = 0; o < out; o++) {
      for (let c = 0; c < channels; c++) {
        for (let tap = 0; tap < taps; tap++) wanted[(o * taps + tap) * channels + c] = given[(o * channels + c) * taps + tap];
      }
    }
    expect(decode(bytes, shape, 'stored', storage)).toEqual(wanted);
  });

  it.each([[[3, 5]], [[5, 8]], [[7]]])('keeps the order of %j', (shape) => {
    const given = values(shape.reduce((a, b) => a * b));
    expect(decode(weightBytes(raw(dtype, given, shape), shape, storage), shape, 'stored', storage)).toEqual(given);
  });
});
