/** Rows by index, learned vectors in place of tokens, and the loss. */
import { flat, like, map, zeros, type Oracle, type Value } from './values';

export const embedding: Oracle = {
  forward([ids, table]) {
    const d = flat(table!)[1];
    const y = zeros([...ids!.shape, d]);
    ids!.data.forEach((id, i) => y.data.set(table!.data.subarray(id * d, (id + 1) * d), i * d));
    return [y];
  },
  backward([ids, table], _, [dy]) {
    const dtable = like(table!);
    const d = flat(table!)[1];
    dy!.data.forEach((g, i) => (dtable.data[ids!.data[Math.floor(i / d)] * d + (i % d)] += g));
    return [null, dtable];
  },
};

export const insertVectors: Oracle = {
  forward([tokens, vectors, slots]) {
    const d = flat(tokens!)[1];
    return [map(tokens!, (v, i) => {
      const slot = slots!.data[Math.floor(i / d)];
      return slot < 0 ? v : vectors!.data[slot * d + (i % d)];
    })];
  },
  backward([tokens, vectors, slots], _, [dy]) {
    const [dtokens, dvectors] = [like(tokens!), like(vectors!)];
    const d = flat(tokens!)[1];
    dy!.data.forEach((g, i) => {
      const slot = slots!.data[Math.floor(i / d)];
      if (slot < 0) dtokens.data[i] = g;
      else dvectors.data[slot * d + (i % d)] += g;
    });
    return [dtokens, dvectors, null];
  },
};

const huber = (d: number, delta: number): number => (Math.abs(d) > delta ? delta * (2 * Math.abs(d) - delta) : d * d);

/** Losses [b]; weight per pixel. Twice torch's huber_loss: the mean squared error where delta is infinite. */
export const meanSquaredError: Oracle = {
  forward([pred, wanted, weight], { delta }) {
    const losses = zeros([pred!.shape[0]]);
    const each = pred!.data.length / losses.data.length;
    const c = flat(pred!)[1];
    pred!.data.forEach((v, i) => {
      const w = weight?.data[Math.floor(i / c)] ?? 1;
      losses.data[Math.floor(i / each)] += (w * huber(v - wanted!.data[i], delta as number)) / each;
    });
    return [losses];
  },
  backward([pred, wanted, weight], { delta }, [dlosses]) {
    const each = pred!.data.length / pred!.shape[0];
    const c = flat(pred!)[1];
    return [map(pred!, (v, i) => {
      const w = weight?.data[Math.floor(i / c)] ?? 1;
      const d = v - wanted!.data[i];
      const cut = Math.abs(d) > (delta as number) ? Math.sign(d) * (delta as number) : d;
      return (dlosses!.data[Math.floor(i / each)] * 2 * w * cut) / each;
    }), null, null];
  },
};

/** Every token times its weight, then each row brought back to its mean. */
export const emphasis: Oracle = {
  forward([x, w]) {
    return [map(x!, (v, i) => v * w!.data[Math.floor(i / flat(x!)[1])] * rowsOf(x!, w!)[rowOf(x!, i)].m)];
  },
  backward([x, w], _, [dy]) {
    const c = flat(x!)[1];
    const sums = rowsOf(x!, w!);
    const d = sums.map(() => 0);
    x!.data.forEach((v, i) => (d[rowOf(x!, i)] += v * w!.data[Math.floor(i / c)] * dy!.data[i]));
    return [map(x!, (_, i) => {
      const { m, after } = sums[rowOf(x!, i)];
      const weight = w!.data[Math.floor(i / c)];
      return dy!.data[i] * weight * m + (d[rowOf(x!, i)] / after) * (1 - m * weight);
    }), null];
  },
};

const rowOf = ({ shape }: Value, i: number): number => Math.floor(i / (shape[1] * shape[2]));

function rowsOf(x: Value, w: Value): { m: number; after: number }[] {
  const sums = Array.from({ length: x.shape[0] }, () => ({ before: 0, after: 0 }));
  x.data.forEach((v, i) => {
    sums[rowOf(x, i)].before += v;
    sums[rowOf(x, i)].after += v * w.data[Math.floor(i / flat(x)[1])];
  });
  return sums.map(({ before, after }) => ({ m: before / after, after }));
}
