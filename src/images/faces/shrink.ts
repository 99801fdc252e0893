/** @file OpenCV's resize(INTER_LINEAR_EXACT): two taps a side whatever the scale, weights of 8 bits, the same bytes everywhere. */
import { roundHalfEven } from '../round';

const ONE = 256;
const HALF = 1 << 15;

export interface GreyPicture {
  /** [height, width] */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export function resizeLinear({ pixels, width, height }: GreyPicture, toWidth: number, toHeight: number): GreyPicture {
  const [across, down] = [taps(width, toWidth), taps(height, toHeight)];
  const out = new Uint8Array(toWidth * toHeight);
  for (let y = 0; y < toHeight; y++) {
    const top = down.first[y] * width;
    const bottom = down.second[y] * width;
    const share = down.shares[y];
    for (let x = 0; x < toWidth; x++) {
      const a = across.first[x];
      const b = across.second[x];
      const part = across.shares[x];
      const above = pixels[top + a] * (ONE - part) + pixels[top + b] * part;
      const below = pixels[bottom + a] * (ONE - part) + pixels[bottom + b] * part;
      out[y * toWidth + x] = (above * (ONE - share) + below * share + HALF) >> 16;
    }
  }
  return { pixels: out, width: toWidth, height: toHeight };
}

/** For each output pixel two source pixels and what share the second has, in 256ths. */
function taps(size: number, to: number) {
  const [first, second, shares] = [new Int32Array(to), new Int32Array(to), new Int32Array(to)];
  for (let i = 0; i < to; i++) {
    const at = Math.min(size - 1, Math.max(0, (size / to) * (i + 0.5) - 0.5));
    first[i] = Math.floor(at);
    second[i] = Math.min(size - 1, first[i] + 1);
    shares[i] = roundHalfEven((at - first[i]) * ONE);
  }
  return { first, second, shares };
}
