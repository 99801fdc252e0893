import { describe, expect, it } from 'vitest';
import { decode, type Storage } from '../../src/engine/storage';
import { floatToBfloat, floatToHalf } from '../../src/formats/half';
import type { RawTensor } from '../../src/formats/safetensors';
import { weightBytes } from '../../src/nets/weight-bytes';

/** Whole numbers up to 256: exact in all three number types. */
const values = (count: number) => Float32Array.from({ length: count }, (_, i) => (i % 257) - 128);

/** Bytes at an odd place of their buffer, as a range of a file may be. */
function raw(dtype: 'F32' | 'F16' | 'BF16', floats: Float32Array, shape: number[]): RawTensor {
  const numbers = dtype === 'F32' ? floats : dtype === 'F16' ? floatToHalf(floats) : floatToBfloat(floats);
  const shifted = new Uint8Array(numbers.byteLength + 1);
  shifted.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), 1);
  return { dtype, shape, bytes: shifted.subarray(1) };
}

const cases = (['F32', 'F16', 'BF16'] as const).flatMap((dtype) => (['f32', 'f16', 'packed'] as Storage[]).map((storage) => ({ dtype, storage })));

describe.each(cases)('$dtype to $storage', ({ dtype, storage }) => {
  it('turns convolutions to channels last, padded', () => {
    const [out, channels, taps] = [2, 6, 9];
    const given = values(out * channels * taps);
    const shape = [out, 3, 3, channels];
    const bytes = weightBytes(raw(dtype, given, [out, channels, 3, 3]), shape, storage);
    expect(bytes.length).toBe(out * taps * 8 * (storage === 'f32' ? 4 : 2));
    const back = decode(bytes, shape, 'stored', storage);
    expect(back[(1 * taps + 5) * channels + 3]).toBe(given[(1 * channels + 3) * taps + 5]);
    expect(back.toSorted()).toEqual(given.toSorted());
  });

  it.each([[[3, 5]], [[5, 8]], [[7]]])('keeps the order of %j', (shape) => {
    const given = values(shape.reduce((a, b) => a * b));
    expect(decode(weightBytes(raw(dtype, given, shape), shape, storage), shape, 'stored', storage)).toEqual(given);
  });
});
