/** Ops that move or change single elements. */
import { activate, slope } from './activations';
import { linear } from './linear';
import { flat, like, map, zeros, type Oracle, type Value } from './values';

export const activation: Oracle = {
  forward: ([x], { kind }) => [map(x!, (v) => activate(kind as string, v))],
  backward: ([x], { kind }, [dy]) => [map(dy!, (g, i) => g * slope(kind as string, x!.data[i]))],
};

/** For each element of the half: index of its value and of its gate. */
function halves(x: Value): { value: number; gate: number }[] {
  const [m, c] = flat(x);
  const half = c / 2;
  return Array.from({ length: m * half }, (_, i) => {
    const value = Math.floor(i / half) * c + (i % half);
    return { value, gate: value + half };
  });
}

const gated: Oracle = {
  forward([x]) {
    const y = zeros([...x!.shape.slice(0, -1), flat(x!)[1] / 2]);
    halves(x!).forEach(({ value, gate }, i) => (y.data[i] = x!.data[value] * activate('gelu', x!.data[gate])));
    return [y];
  },
  backward([x], _, [dy]) {
    const dx = like(x!);
    halves(x!).forEach(({ value, gate }, i) => {
      dx.data[value] = dy!.data[i] * activate('gelu', x!.data[gate]);
      dx.data[gate] = dy!.data[i] * x!.data[value] * slope('gelu', x!.data[gate]);
    });
    return [dx];
  },
};

/** y and both halves of the layer, of which `gated` makes it. */
export const geglu: Oracle = {
  forward([x, w, bias]) {
    const [both] = linear.forward([x, w, bias, null, null], { act: 'none' });
    return [gated.forward([both], {})[0], both];
  },
  backward([x, w, bias], _, [dy]) {
    const given = [x, w, bias, null, null];
    const both = linear.forward(given, { act: 'none' })[0];
    return linear.backward(given, { act: 'none' }, gated.backward([both], {}, [dy]) as Value[]).slice(0, 3);
  },
};

export const add: Oracle = {
  forward: ([a, b]) => [map(a!, (v, i) => v + b!.data[i % b!.data.length])],
  backward([, b], _, [dy]) {
    const db = like(b!);
    dy!.data.forEach((g, i) => (db.data[i % db.data.length] += g));
    return [dy!, db];
  },
};

export const scale: Oracle = {
  forward: ([x], { factor }) => [map(x!, (v) => v * (factor as number))],
  backward: (_, { factor }, [dy]) => [map(dy!, (g) => g * (factor as number))],
};

export const cast: Oracle = { forward: ([x]) => [x!], backward: (_inputs, _attrs, [dy]) => [dy!] };

export const concat: Oracle = {
  forward([a, b]) {
    const [m, ca] = flat(a!);
    const cb = flat(b!)[1];
    const y = zeros([...a!.shape.slice(0, -1), ca + cb]);
    for (let r = 0; r < m; r++) {
      y.data.set(a!.data.subarray(r * ca, (r + 1) * ca), r * (ca + cb));
      y.data.set(b!.data.subarray(r * cb, (r + 1) * cb), r * (ca + cb) + ca);
    }
    return [y];
  },
  backward([a, b], _, [dy]) {
    const ca = flat(a!)[1];
    return [cut(dy!, 0, ca, a!), cut(dy!, ca, ca + flat(b!)[1], b!)];
  },
};

function cut(x: Value, from: number, to: number, target: Value): Value {
  const [m, c] = flat(x);
  const y = like(target);
  for (let r = 0; r < m; r++) y.data.set(x.data.subarray(r * c + from, r * c + to), r * (to - from));
  return y;
}

/** The slice's end stands in its output's shape only, so the walker makes the oracle from it. */
export const sliceTo = (channels: number): Oracle => ({
  forward([x], { from }) {
    const start = from as number;
    return [cut(x!, start, start + channels, zeros([...x!.shape.slice(0, -1), channels]))];
  },
  backward([x], { from }, [dy]) {
    const dx = like(x!);
    const [m, c] = flat(x!);
    for (let r = 0; r < m; r++) dx.data.set(dy!.data.subarray(r * channels, (r + 1) * channels), r * c + (from as number));
    return [dx];
  },
});

/** For each element of the large picture, the element of the small one it is copied from. */
function copies({ shape: [b, h, w, c] }: Value): number[] {
  const from: number[] = [];
  for (let s = 0; s < b; s++)
    for (let y = 0; y < 2 * h; y++)
      for (let x = 0; x < 2 * w; x++)
        for (let k = 0; k < c; k++) from.push(((s * h + (y >> 1)) * w + (x >> 1)) * c + k);
  return from;
}

export const upsample2: Oracle = {
  forward([x]) {
    const [b, h, w, c] = x!.shape;
    return [{ shape: [b, 2 * h, 2 * w, c], data: Float64Array.from(copies(x!), (i) => x!.data[i]) }];
  },
  backward([x], _, [dy]) {
    const dx = like(x!);
    copies(x!).forEach((from, i) => (dx.data[from] += dy!.data[i]));
    return [dx];
  },
};
