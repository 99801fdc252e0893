/** Attention by heads, the score matrix written out. */
import type { Attrs } from '../../../src/engine/graph';
import { like, type Oracle, type Value } from './values';

interface Row {
  /** index of the query's, and of each key's, first channel of the head */
  q: number;
  keys: number[];
  /** softmax weights */
  p: number[];
}

function rowsOf(q: Value, k: Value, attrs: Attrs): { rows: Row[]; d: number; scale: number } {
  const [b, tq, width] = q.shape;
  const tk = k.shape[1];
  const heads = attrs.heads as number;
  const d = width / heads;
  const scale = 1 / Math.sqrt(d);
  const rows: Row[] = [];
  for (let s = 0; s < b; s++)
    for (let h = 0; h < heads; h++)
      for (let i = 0; i < tq; i++) {
        const at = (s * tq + i) * width + h * d;
        const keys = Array.from({ length: attrs.causal ? i + 1 + tk - tq : tk }, (_, j) => (s * tk + j) * width + h * d);
        const scores = keys.map((key) => scale * dot(q, at, k, key, d));
        const top = Math.max(...scores);
        const weights = scores.map((score) => Math.exp(score - top));
        const total = weights.reduce((a, w) => a + w, 0);
        rows.push({ q: at, keys, p: weights.map((w) => w / total) });
      }
  return { rows, d, scale };
}

function dot(a: Value, i: number, b: Value, j: number, d: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) sum += a.data[i + c] * b.data[j + c];
  return sum;
}

function addScaled(to: Value, i: number, factor: number, from: Value, j: number, d: number): void {
  for (let c = 0; c < d; c++) to.data[i + c] += factor * from.data[j + c];
}

export const attention: Oracle = {
  forward([q, k, v], attrs) {
    const { rows, d } = rowsOf(q!, k!, attrs);
    const o = like(q!);
    for (const { q: at, keys, p } of rows) keys.forEach((key, j) => addScaled(o, at, p[j], v!, key, d));
    return [o];
  },
  backward([q, k, v], attrs, [dout]) {
    const { rows, d, scale } = rowsOf(q!, k!, attrs);
    const [dq, dk, dv] = [like(q!), like(k!), like(v!)];
    for (const { q: at, keys, p } of rows) {
      const dp = keys.map((key) => dot(dout!, at, v!, key, d));
      const mean = dp.reduce((sum, x, j) => sum + x * p[j], 0);
      keys.forEach((key, j) => {
        const ds = p[j] * (dp[j] - mean) * scale;
        addScaled(dq, at, ds, k!, key, d);
        addScaled(dk, key, ds, q!, at, d);
        addScaled(dv, key, p[j], dout!, at, d);
      });
    }
    return [dq, dk, dv];
  },
};
