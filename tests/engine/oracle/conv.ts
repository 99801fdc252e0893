/** 3×3 convolution, channels last; attrs stride and `before`, the padding above and to the left. */
import { like, zeros, type Oracle, type Value } from './values';
import type { Attrs } from '../../../src/engine/graph';

/** Calls `visit` for every product: indexes into y, x and w. */
function walk(x: Value, w: Value, attrs: Attrs, visit: (y: number, x: number, w: number) => void): void {
  const [o, , , c] = w.shape;
  for (const { to, from, tap } of meetings(x, attrs))
    for (let j = 0; j < o; j++) for (let k = 0; k < c; k++) visit(to * o + j, from * c + k, (j * 9 + tap) * c + k);
}

/** Every pixel of y with every pixel of x that it sees, and through which of the nine taps. */
function meetings(x: Value, attrs: Attrs): { to: number; from: number; tap: number }[] {
  const [b, h, width] = x.shape;
  const [oh, ow] = sizes(x, attrs);
  const { stride, before } = attrs as { stride: number; before: number };
  const found = [];
  for (let at = 0; at < b * oh * ow * 9; at++) {
    const [to, tap] = [Math.floor(at / 9), at % 9];
    const [sample, oy, ox] = [Math.floor(to / (oh * ow)), Math.floor(to / ow) % oh, to % ow];
    const iy = oy * stride + Math.floor(tap / 3) - before;
    const ix = ox * stride + (tap % 3) - before;
    if (iy >= 0 && iy < h && ix >= 0 && ix < width) found.push({ to, from: (sample * h + iy) * width + ix, tap });
  }
  return found;
}

function sizes(x: Value, attrs: Attrs): [number, number] {
  const { stride, before } = attrs as { stride: number; before: number };
  const size = (n: number): number => Math.floor((n + before + 1 - 3) / stride) + 1;
  return [size(x.shape[1]), size(x.shape[2])];
}

export const conv: Oracle = {
  forward([x, w, bias, sample, residual], attrs) {
    const [oh, ow] = sizes(x!, attrs);
    const o = w!.shape[0];
    const y = zeros([x!.shape[0], oh, ow, o]);
    y.data.forEach((_, i) => {
      const perSample = sample ? sample.data[Math.floor(i / (oh * ow * o)) * o + (i % o)] : 0;
      y.data[i] = (bias?.data[i % o] ?? 0) + perSample + (residual?.data[i] ?? 0);
    });
    walk(x!, w!, attrs, (at, from, weight) => (y.data[at] += x!.data[from] * w!.data[weight]));
    return [y];
  },
  backward([x, w, bias, sample, residual], attrs, [dy]) {
    const dx = like(x!);
    walk(x!, w!, attrs, (at, from, weight) => (dx.data[from] += dy!.data[at] * w!.data[weight]));
    const o = w!.shape[0];
    const dbias = bias && like(bias);
    const dsample = sample && like(sample);
    const perSample = dy!.data.length / x!.shape[0];
    dy!.data.forEach((g, i) => {
      if (dbias) dbias.data[i % o] += g;
      if (dsample) dsample.data[Math.floor(i / perSample) * o + (i % o)] += g;
    });
    return [dx, null, dbias, dsample, residual && dy!];
  },
};
