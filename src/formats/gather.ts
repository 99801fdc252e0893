/**
 * @file Strided tensors (transposed views, columns of a larger matrix) as row-major bytes. The range is read in blocks,
 * so that a narrow view of a large storage does not bring the storage into memory.
 */
import { type ByteSource } from './byte-source';

/** bytes of a range that are read at once */
const BLOCK_BYTES = 8 * 1024 * 1024;

interface Dimension {
  size: number;
  /** elements of the file from one index to the next */
  stride: number;
  /** the same in the row-major result */
  step: number;
}

type Units = Uint8Array | Uint16Array | Uint32Array;

interface View {
  readonly shape: readonly number[];
  readonly start: number;
}

/** `width`: bytes an element. Every element must lie inside the source. */
export async function gather(source: ByteSource, view: View, strides: readonly number[], width: number): Promise<Uint8Array> {
  const unit = Math.min(width, 4);
  const dimensions = inUnits(dimensionsOf(view.shape, strides), width / unit);
  const out = units(new Uint8Array(width * view.shape.reduce((product, size) => product * size, 1)), unit);
  if (out.length > 0) await copyBlock(source, view.start, dimensions, 0, out, unit);
  return new Uint8Array(out.buffer);
}

/** Dimensions of size 1 move nothing. The longest stride first, so that blocks are near each other. */
function dimensionsOf(shape: readonly number[], strides: readonly number[]): Dimension[] {
  let step = 1;
  const dimensions = shape.map((size, i) => ({ size, stride: strides[i], step: 0 }));
  for (const one of dimensions.toReversed()) {
    one.step = step;
    step *= one.size;
  }
  return dimensions.filter(({ size }) => size > 1).sort((a, b) => b.stride - a.stride);
}

/** Eight-byte elements are two units each: one dimension more. */
function inUnits(dimensions: Dimension[], perElement: number): Dimension[] {
  if (perElement === 1) return dimensions;
  const wider = dimensions.map(({ size, stride, step }) => ({ size, stride: stride * perElement, step: step * perElement }));
  return [...wider, { size: perElement, stride: 1, step: 1 }];
}

const spanOf = (dimensions: readonly Dimension[]): number =>
  dimensions.reduce((span, { size, stride }) => span + (size - 1) * stride, 1);

/** `start`: byte of the first element; `to`: its unit in the result. A span that is too long is halved. */
async function copyBlock(source: ByteSource, start: number, dimensions: Dimension[], to: number, out: Units, unit: number): Promise<void> {
  const bytes = spanOf(dimensions) * unit;
  if (bytes <= BLOCK_BYTES) return scatter(units(await source.read(start, start + bytes), unit), 0, dimensions, 0, out, to);
  const [{ size, stride, step }, ...inner] = dimensions;
  const half = size >> 1;
  const part = (length: number): Dimension[] => (length > 1 ? [{ size: length, stride, step }, ...inner] : inner);
  await copyBlock(source, start, part(half), to, out, unit);
  await copyBlock(source, start + half * stride * unit, part(size - half), to + half * step, out, unit);
}

function scatter(from: Units, at: number, dimensions: readonly Dimension[], level: number, out: Units, to: number): void {
  if (level === dimensions.length) out[to] = from[at];
  else {
    const { size, stride, step } = dimensions[level];
    const isInner = level === dimensions.length - 1;
    for (let i = 0; i < size; i++, at += stride, to += step) {
      if (isInner) out[to] = from[at];
      else scatter(from, at, dimensions, level + 1, out, to);
    }
  }
}

/** Typed arrays begin at multiples of their element only; a range of a file may begin anywhere. */
function units(bytes: Uint8Array, unit: number): Units {
  const { buffer, byteOffset, length } = bytes.byteOffset % unit === 0 ? bytes : bytes.slice();
  if (unit === 1) return new Uint8Array(buffer, byteOffset, length);
  return unit === 2 ? new Uint16Array(buffer, byteOffset, length / 2) : new Uint32Array(buffer, byteOffset, length / 4);
}
