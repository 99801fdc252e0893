import { describe, expect, it } from 'vitest';
import { bfloatToFloat, floatToBfloat, floatToHalf, halfToFloat } from '../../src/formats/half';

const everyPattern = Uint16Array.from({ length: 65536 }, (_, i) => i);
const bitsOf = (...values: number[]) => [...new Uint32Array(Float32Array.from(values).buffer)];

describe('f16', () => {
  it('returns every one of the 65,536 patterns unchanged, NaN apart', () => {
    const floats = halfToFloat(everyPattern);
    const back = floatToHalf(floats);
    for (let i = 0; i < 65536; i++) {
      if (Number.isNaN(floats[i])) expect(back[i] & 0x7fff).toBeGreaterThan(0x7c00);
      else expect(back[i]).toBe(i);
    }
    expect(floats.filter(Number.isNaN).length).toBe(2 * 1023);
  });

  it('has the known values', () => {
    expect([...halfToFloat(Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00))])
      .toEqual([1, -2, 65504, 2 ** -24, 2 ** -14, Infinity]);
  });

  it('rounds to nearest even, midway points included, in the normal and the subnormal range', () => {
    const unit = 2 ** -10;
    const floats = Float32Array.of(1 + unit / 2, 1 + 1.5 * unit, 1 + unit / 2 + 2 ** -23, 2 ** -25, 3 * 2 ** -25, 2 ** -25 * 1.001);
    expect([...floatToHalf(floats)]).toEqual([0x3c00, 0x3c02, 0x3c01, 0, 2, 1]);
  });

  it('overflows to infinity from 65520 on', () => {
    expect([...floatToHalf(Float32Array.of(65519.996, 65520, -1e9))]).toEqual([0x7bff, 0x7c00, 0xfc00]);
  });
});

describe('bf16', () => {
  it('returns every pattern unchanged, NaN apart', () => {
    const floats = bfloatToFloat(everyPattern);
    const back = floatToBfloat(floats);
    for (let i = 0; i < 65536; i++) {
      if (Number.isNaN(floats[i])) expect(back[i] & 0x7fff).toBeGreaterThan(0x7f80);
      else expect(back[i]).toBe(i);
    }
  });

  it('rounds to nearest even', () => {
    const [one] = bitsOf(1);
    const floats = new Float32Array(Uint32Array.of(one | 0x8000, one | 0x18000, one | 0x8001, 0x7f7fffff).buffer);
    expect([...floatToBfloat(floats)]).toEqual([0x3f80, 0x3f82, 0x3f81, 0x7f80]);
  });
});
