/** Group norm over pixels and the channels of a group, with optional SiLU; layer norm over channels. */
import { activate, slope } from './activations';
import { flat, like, type Oracle, type Value } from './values';

/** Sets of elements that are normalised together, and which channel each element belongs to. */
function groupSets({ shape }: Value, groups: number): number[][] {
  const c = shape[shape.length - 1];
  const [b] = shape;
  const pixels = shape.slice(1, -1).reduce((x, y) => x * y, 1);
  const size = c / groups;
  return Array.from({ length: b * groups }, (_, s) => {
    const [sample, group] = [Math.floor(s / groups), s % groups];
    return Array.from({ length: pixels * size }, (_, i) => (sample * pixels + Math.floor(i / size)) * c + group * size + (i % size));
  });
}

function rowSets(x: Value): number[][] {
  const [m, c] = flat(x);
  return Array.from({ length: m }, (_, r) => Array.from({ length: c }, (_, i) => r * c + i));
}

/** Normalised values, and one over the deviation of each element's set. */
function normalise(x: Value, sets: number[][], eps: number): { h: Value; rstd: Value } {
  const [h, rstd] = [like(x), like(x)];
  for (const set of sets) {
    const mean = set.reduce((sum, i) => sum + x.data[i], 0) / set.length;
    const variance = set.reduce((sum, i) => sum + (x.data[i] - mean) ** 2, 0) / set.length;
    const r = 1 / Math.sqrt(variance + eps);
    for (const i of set) {
      h.data[i] = (x.data[i] - mean) * r;
      rstd.data[i] = r;
    }
  }
  return { h, rstd };
}

function norm(setsOf: (x: Value, attrs: Record<string, unknown>) => number[][]): Oracle {
  return {
    forward([x, gamma, beta], attrs) {
      const { h } = normalise(x!, setsOf(x!, attrs), attrs.eps as number);
      const c = gamma!.data.length;
      const kind = attrs.silu ? 'silu' : 'none';
      const y = like(x!);
      h.data.forEach((v, i) => (y.data[i] = activate(kind, v * gamma!.data[i % c] + beta!.data[i % c])));
      return [y];
    },
    backward([x, gamma, beta], attrs, [dy]) {
      const sets = setsOf(x!, attrs);
      const { h, rstd } = normalise(x!, sets, attrs.eps as number);
      const c = gamma!.data.length;
      const kind = attrs.silu ? 'silu' : 'none';
      const [dx, dgamma, dbeta, dh] = [like(x!), like(gamma!), like(beta!), like(x!)];
      dy!.data.forEach((g, i) => {
        const d = g * slope(kind, h.data[i] * gamma!.data[i % c] + beta!.data[i % c]);
        dgamma.data[i % c] += d * h.data[i];
        dbeta.data[i % c] += d;
        dh.data[i] = d * gamma!.data[i % c];
      });
      for (const set of sets) {
        const mean = set.reduce((sum, i) => sum + dh.data[i], 0) / set.length;
        const product = set.reduce((sum, i) => sum + dh.data[i] * h.data[i], 0) / set.length;
        for (const i of set) dx.data[i] = rstd.data[i] * (dh.data[i] - mean - h.data[i] * product);
      }
      return [dx, dgamma, dbeta];
    },
  };
}

export const groupNorm = norm((x, attrs) => groupSets(x, attrs.groups as number));
export const layerNorm = norm((x) => rowSets(x));
