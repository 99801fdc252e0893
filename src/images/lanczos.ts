/**
 * Weights of one axis of a Lanczos-3 resize. When shrinking, the filter is widened by the scale, so every source
 * pixel counts. Weights are integers of 22 fractional bits, as in Pillow: the same bytes come out on every machine.
 */
export interface Axis {
  /** number of output pixels */
  readonly length: number;
  /** first source pixel of each output pixel, [length] */
  readonly first: Int32Array;
  /** weights per output pixel; unused ones are 0 */
  readonly taps: number;
  /** [length, taps] */
  readonly weights: Int32Array;
  /** source pixels read by the whole axis: from (inclusive) and to (exclusive) */
  readonly from: number;
  readonly to: number;
}

export const FRACTION_BITS = 22;
const LOBES = 3;

/** A resampling filter: 0 from `reach` on; x in source pixels when enlarging, in target pixels when shrinking. */
export interface Kernel {
  readonly reach: number;
  at(x: number): number;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function lanczos(x: number): number {
  return Math.abs(x) < LOBES ? sinc(x) * sinc(x / LOBES) : 0;
}

const LANCZOS: Kernel = { reach: LOBES, at: lanczos };

/** Weights of the source pixels from `first` on, as integers whose sum is about 2^22. */
function weightsOf({ at }: Kernel, centre: number, first: number, count: number, stretch: number): number[] {
  const raw = Array.from({ length: count }, (_, i) => at((first + i - centre + 0.5) / stretch));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((weight) => {
    const scaled = (weight / sum) * 2 ** FRACTION_BITS;
    return Math.trunc(scaled + (scaled < 0 ? -0.5 : 0.5));
  });
}

/**
 * Resizing `size` source pixels to `resized`, of which only [offset, offset + length) are wanted.
 * Follows Pillow's Image.resize(LANCZOS), pixel for pixel.
 */
export function lanczosAxis(size: number, resized: number, offset = 0, length = resized): Axis {
  return kernelAxis(LANCZOS, { size, scale: size / resized, offset, length });
}

/** Which part of `size` source pixels becomes `length` pixels, `scale` source pixels each, `offset` of them left out before. */
export interface Span {
  readonly size: number;
  readonly scale: number;
  readonly length: number;
  readonly offset?: number;
  /** source pixel that the first one would begin at */
  readonly start?: number;
}

/** As Pillow's Image.resize with that filter. */
export function kernelAxis(kernel: Kernel, { size, scale, length, offset = 0, start = 0 }: Span): Axis {
  const stretch = Math.max(1, scale);
  const reach = kernel.reach * stretch;
  const taps = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(length);
  const weights = new Int32Array(length * taps);
  let to = 0;
  for (let i = 0; i < length; i++) {
    const centre = start + (offset + i + 0.5) * scale;
    first[i] = Math.max(0, Math.trunc(centre - reach + 0.5));
    const end = Math.min(size, Math.trunc(centre + reach + 0.5));
    weights.set(weightsOf(kernel, centre, first[i], end - first[i], stretch), i * taps);
    to = Math.max(to, end);
  }
  return { length, first, taps, weights, from: first[0], to };
}
