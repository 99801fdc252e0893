/**
 * @file f16 (IEEE 754 binary16) and bf16 to f32 and back, round to nearest even.
 * Node 20 has no Float16Array; the app could use it, but one path is one truth.
 */
const word = new Uint32Array(1);
const real = new Float32Array(word.buffer);

/** Every f16 bit pattern's value: 65,536 entries, made at first use. */
let table: Float32Array | undefined;

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export function halfToFloat(halves: Uint16Array): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, bits) => halfValue(bits));
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) out[i] = table[halves[i]];
  return out;
}

export function floatToHalf(floats: Float32Array): Uint16Array {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  const out = new Uint16Array(floats.length);
  for (let i = 0; i < out.length; i++) out[i] = halfBits(bits[i]);
  return out;
}

/** f32 bits to f16 bits; too large becomes infinity, NaN stays NaN. */
function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) return sign | subnormalBits(magnitude);
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13);
}

/** Below 2^-14: adding 0.5 in f32 aligns the fraction to units of 2^-24 and rounds to nearest even. */
function subnormalBits(magnitude: number): number {
  word[0] = magnitude;
  real[0] = real[0] + 0.5;
  return word[0] - 0x3f000000;
}

export function bfloatToFloat(bfloats: Uint16Array): Float32Array {
  const out = new Uint32Array(bfloats.length);
  for (let i = 0; i < out.length; i++) out[i] = bfloats[i] << 16;
  return new Float32Array(out.buffer);
}
