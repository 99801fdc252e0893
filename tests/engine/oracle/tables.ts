/** Rows by index, learned vectors in place of tokens, and the loss. */
import { flat, like, map, zeros, type Oracle } from './values';

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

/** Losses [b]; weight per pixel. */
export const meanSquaredError: Oracle = {
  forward([pred, wanted, weight]) {
    const losses = zeros([pred!.shape[0]]);
    const each = pred!.data.length / losses.data.length;
    const c = flat(pred!)[1];
    pred!.data.forEach((v, i) => {
      const w = weight?.data[Math.floor(i / c)] ?? 1;
      losses.data[Math.floor(i / each)] += (w * (v - wanted!.data[i]) ** 2) / each;
    });
    return [losses];
  },
  backward([pred, wanted, weight], _, [dlosses]) {
    const each = pred!.data.length / pred!.shape[0];
    const c = flat(pred!)[1];
    return [map(pred!, (v, i) => {
      const w = weight?.data[Math.floor(i / c)] ?? 1;
      return (dlosses!.data[Math.floor(i / each)] * 2 * w * (v - wanted!.data[i])) / each;
    }), null, null];
  },
};
