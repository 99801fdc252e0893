/** @file A tensor of a file as the bytes of a weight on the device: number type, order, padding. */
import { invariant } from '../failure';
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

/** Values of a F32, F16 or BF16 tensor as f32. */
export function numbers(raw: RawTensor): Float32Array {
  if (raw.dtype === 'F32') {
    const { buffer, byteOffset, byteLength } = aligned(raw.bytes);
    return new Float32Array(buffer, byteOffset, byteLength / 4);
  }
  invariant(raw.dtype === 'F16' || raw.dtype === 'BF16', () => `numbers of ${raw.dtype}`);
  return raw.dtype === 'F16' ? halfToFloat(words(raw)) : bfloatToFloat(words(raw));
}

function words({ bytes }: RawTensor): Uint16Array {
  const { buffer, byteOffset, byteLength } = aligned(bytes);
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}

/** Typed arrays start at multiples of their element only; a range of a file may start anywhere. */
const aligned = (bytes: Uint8Array): Uint8Array => (bytes.byteOffset % 4 === 0 ? bytes : bytes.slice());

/** [o, i, kh, kw] → [o, kh, kw, i] */
function channelsLast(values: Values, shape: Shape): Values {
  if (shape.length !== 4) return values;
  const [out, height, width, channels] = shape;
  const taps = height * width;
  const result = like(values, sizeOf(shape));
  for (let o = 0, at = 0; o < out; o++) {
    for (let tap = 0; tap < taps; tap++) {
      for (let c = 0; c < channels; c++) result[at++] = values[(o * channels + c) * taps + tap];
    }
  }
  return result;
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
