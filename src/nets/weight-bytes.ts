/** @file A tensor of a file as the bytes of a weight on the device: number type, order, padding. */
import { Failure } from '../failure';
import { quads, rows, sizeOf, type Shape } from '../engine/graph';
import type { Storage } from '../engine/storage';
import { bfloatToFloat, floatToHalf, halfToFloat } from '../formats/half';
import type { RawTensor } from '../formats/safetensors';

type Values = Float32Array | Uint16Array;

/** `shape`: the graph's, conv [out, kh, kw, in]; the file has [out, in, kh, kw]. Halves stay halves where they can. */
export function weightBytes(raw: RawTensor, shape: Shape, storage: Storage): Uint8Array {
  const narrow = storage !== 'f32';
  const source = narrow && raw.dtype === 'F16' ? words(raw) : numbers(raw);
  const values = padded(channelsLast(source, shape), shape);
  const out = narrow && values instanceof Float32Array ? floatToHalf(values) : values;
  return new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
}

/** Values of a F64, F32, F16 or BF16 tensor as f32. */
export function numbers(raw: RawTensor): Float32Array {
  switch (raw.dtype) {
    case 'F64':
      return Float32Array.from(new Float64Array(...placeOf(raw, 8)));
    case 'F32':
      return new Float32Array(...placeOf(raw, 4));
    case 'F16':
      return halfToFloat(words(raw));
    case 'BF16':
      return bfloatToFloat(words(raw));
    default:
      throw new Failure('internal', { message: `numbers of ${raw.dtype}` });
  }
}

const words = (raw: RawTensor): Uint16Array => new Uint16Array(...placeOf(raw, 2));

/** Typed arrays start at multiples of their element only; a range of a file may start anywhere. */
function placeOf({ bytes }: RawTensor, elementBytes: number): [ArrayBufferLike, number, number] {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % elementBytes === 0 ? bytes : bytes.slice();
  return [buffer, byteOffset, byteLength / elementBytes];
}

/** [o, i, kh, kw] → [o, kh, kw, i] */
function channelsLast(values: Values, shape: Shape): Values {
  if (shape.length !== 4) return values;
  const [out, height, width, channels] = shape;
  const result = like(values, sizeOf(shape));
  if (height * width === 9) spreadNine(values, result, out, channels);
  else spread(values, result, { out, channels, taps: height * width });
  return result;
}

/** The only kernel of these networks with taps, written out: 1 ns a value where `spread` takes 2.3 (docs/SPEED.md). */
function spreadNine(values: Values, result: Values, out: number, channels: number): void {
  const [c1, c2, c3, c4] = [channels, 2 * channels, 3 * channels, 4 * channels];
  const [c5, c6, c7, c8] = [5 * channels, 6 * channels, 7 * channels, 8 * channels];
  for (let o = 0, from = 0; o < out; o++) {
    const end = 9 * o * channels + channels;
    for (let at = end - channels; at < end; at++, from += 9) {
      result[at] = values[from];
      result[at + c1] = values[from + 1];
      result[at + c2] = values[from + 2];
      result[at + c3] = values[from + 3];
      result[at + c4] = values[from + 4];
      result[at + c5] = values[from + 5];
      result[at + c6] = values[from + 6];
      result[at + c7] = values[from + 7];
      result[at + c8] = values[from + 8];
    }
  }
}

function spread(values: Values, result: Values, { out, channels, taps }: { out: number; channels: number; taps: number }): void {
  for (let o = 0, from = 0; o < out; o++) {
    for (let c = 0; c < channels; c++) {
      for (let tap = 0; tap < taps; tap++) result[(o * taps + tap) * channels + c] = values[from++];
    }
  }
}

/** Rows filled up with zeros to whole quads. */
function padded(values: Values, shape: Shape): Values {
  const width = shape[shape.length - 1];
  const stride = quads(shape) * 4;
  if (width === stride) return values;
  const result = like(values, rows(shape) * stride);
  for (let r = 0; r < rows(shape); r++) result.set(values.subarray(r * width, (r + 1) * width), r * stride);
  return result;
}

const like = (values: Values, length: number): Values =>
  values instanceof Uint16Array ? new Uint16Array(length) : new Float32Array(length);
