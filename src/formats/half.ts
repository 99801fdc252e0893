/** @file The narrow floats of model files: f16 is shared with the engine (src/half), bf16 is needed here only. */
export { bfloatToFloat, floatToHalf, halfToFloat } from '../half';

/** f32 to bf16, round to nearest even; NaN stays NaN, too large becomes infinity. */
export function floatToBfloat(floats: Float32Array): Uint16Array {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  const out = new Uint16Array(floats.length);
  for (let i = 0; i < out.length; i++) out[i] = bfloatBits(bits[i]);
  return out;
}

function bfloatBits(bits: number): number {
  const isNaN = (bits & 0x7fffffff) > 0x7f800000;
  if (isNaN) return (bits >>> 16) | 0x40;
  const odd = (bits >>> 16) & 1;
  return (bits + 0x7fff + odd) >>> 16;
}
