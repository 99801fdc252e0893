/**
 * The engine's one table of cases: oracle against central differences, kernels against the oracle, and timing all read
 * it. Sizes are odd on purpose: channels that are no multiple of four or eight, one token, 77 keys, pictures that are
 * not square. To add an op: a case here, its oracle in oracle/, its rule in src/engine/gradient-table.ts.
 */
import { sizeOf, type Graph, type Tensor } from '../../src/engine/graph';
import { activation } from '../../src/engine/ops/activation/activation';
import { attention } from '../../src/engine/ops/attention/attention';
import { concat, slice } from '../../src/engine/ops/concat/concat';
import { conv3x3 } from '../../src/engine/ops/conv/conv';
import { add, cast, scale } from '../../src/engine/ops/elementwise/elementwise';
import { embedding, insertVectors } from '../../src/engine/ops/embedding/embedding';
import { emphasis } from '../../src/engine/ops/emphasis/emphasis';
import { geglu } from '../../src/engine/ops/geglu/geglu';
import { groupNorm } from '../../src/engine/ops/group-norm/group-norm';
import { layerNorm } from '../../src/engine/ops/layer-norm/layer-norm';
import { linear } from '../../src/engine/ops/linear/linear';
import { huberLoss } from '../../src/engine/ops/loss/loss';
import { upsample2 } from '../../src/engine/ops/upsample/upsample';

export interface Built {
  /** the result; stored, or the losses of a mean squared error */
  y: Tensor;
  /** inputs whose gradient is checked */
  wrt: Tensor[];
}

export interface Case {
  name: string;
  build(graph: Graph): Built;
  /** values of inputs and states by name; others are drawn from -1..1 */
  values?: Readonly<Record<string, (i: number, draw: () => number) => number>>;
  /** checked on the GPU only: too large for central differences */
  large?: boolean;
  /** forward only: no gradient is asked for at this size */
  forwardOnly?: boolean;
}

/** Draws from -1..1; the same for the same seed everywhere. */
export function drawer(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2147483648 - 1;
  };
}

const hash = (text: string): number => [...text].reduce((h, c) => Math.imul(h ^ c.charCodeAt(0), 16777619), 2166136261);

/** Values of every input and state of a case's graph, by name. */
export function caseValues({ name, values = {} }: Case, graph: Graph): Map<string, Float64Array> {
  const tensors = [...graph.inputs, ...graph.states];
  return new Map(tensors.map(([input, tensor]) => {
    const draw = drawer(hash(`${name} ${input}`));
    const make = values[input] ?? ((_: number, next: () => number) => next());
    return [input, Float64Array.from({ length: sizeOf(tensor.shape) }, (_, i) => make(i, draw))];
  }));
}

type LinearCase = { m: number[]; n: number; k: number; bias?: boolean; sample?: boolean; residual?: boolean };

export const linearCase = (name: string, { m, n, k, bias, sample, residual }: LinearCase): Case => ({
  name: `linear ${name}`,
  build(g) {
    const x = g.input('x', [...m, k]);
    const w = g.input('w', [n, k]);
    const options = {
      bias: bias ? g.input('bias', [n]) : undefined,
      perSample: sample ? g.input('sample', [m[0], n]) : undefined,
      residual: residual ? g.input('residual', [...m, n]) : undefined,
    };
    const more = Object.values(options).filter((tensor) => tensor !== undefined);
    return { y: linear(x, w, options), wrt: [x, w, ...more] };
  },
});

const linearAct = (act: 'silu' | 'quick_gelu' | 'gelu'): Case => ({
  name: `linear with ${act} epilogue`,
  forwardOnly: true,
  build(g) {
    const x = g.input('x', [2, 9, 12]);
    return { y: linear(x, g.input('w', [10, 12]), { bias: g.input('bias', [10]), act }), wrt: [] };
  },
});

type ConvCase = { x: number[]; o: number; stride?: 1 | 2; padding?: 'both' | 'end'; all?: boolean };

export const convCase = (name: string, { x: shape, o, stride = 1, padding = 'both', all }: ConvCase): Case => ({
  name: `conv ${name}`,
  build(g) {
    const x = g.input('x', shape);
    const w = g.input('w', [o, 3, 3, shape[3]]);
    if (!all) return { y: conv3x3(x, w, { stride, padding }), wrt: [x] };
    const bias = g.input('bias', [o]);
    const perSample = g.input('sample', [shape[0], o]);
    const residual = g.input('residual', [shape[0], shape[1], shape[2], o]);
    return { y: conv3x3(x, w, { bias, perSample, residual }), wrt: [x, bias, perSample, residual] };
  },
});

type GroupCase = { x: number[]; groups: number; eps?: number; silu?: boolean; values?: Case['values'] };

export const groupCase = (name: string, { x: shape, groups, eps = 1e-5, silu = false, values }: GroupCase): Case => ({
  name: `group norm ${name}`,
  values,
  build(g) {
    const x = g.input('x', shape);
    const c = shape[shape.length - 1];
    return { y: groupNorm(x, g.input('gamma', [c]), g.input('beta', [c]), { groups, eps, silu }), wrt: [x] };
  },
});

export const layerCase = (name: string, shape: number[], eps = 1e-5, values?: Case['values']): Case => ({
  name: `layer norm ${name}`,
  values,
  build(g) {
    const x = g.input('x', shape);
    const c = shape[shape.length - 1];
    const [gamma, beta] = [g.input('gamma', [c]), g.input('beta', [c])];
    return { y: layerNorm(x, gamma, beta, eps), wrt: [x, gamma, beta] };
  },
});

type GegluCase = { m: number[]; k: number; half: number; out: number; residual?: boolean; values?: Case['values'] };

/** With the layer after it, whose backward pass makes GEGLU's gradient. */
export const gegluCase = (name: string, { m, k, half, out, residual, values }: GegluCase): Case => ({
  name: `geglu and a layer, ${name}`,
  values,
  build(g) {
    const x = g.input('x', [...m, k]);
    const hidden = geglu(x, g.input('w', [2 * half, k]), g.input('bias', [2 * half]));
    return { y: linear(hidden, g.input('next', [out, half]), { residual: residual ? x : undefined }), wrt: [x] };
  },
});

type AttentionCase = { b?: number; tq: number; tk: number; heads: number; d: number; causal?: boolean };

export const attentionCase = (name: string, { b = 1, tq, tk, heads, d, causal }: AttentionCase, extra: Partial<Case> = {}): Case => ({
  name: `attention ${name}, head size ${d}`,
  ...extra,
  // queries and keys three times as long as drawn: a softmax that is not nearly flat
  values: { q: (_, draw) => 3 * draw(), k: (_, draw) => 3 * draw() },
  build(g) {
    const q = g.input('q', [b, tq, heads * d]);
    const [k, v] = ['k', 'v'].map((input) => g.input(input, [b, tk, heads * d]));
    return { y: attention(q, k, v, { heads, causal }), wrt: [q, k, v] };
  },
});

/** far enough apart that GELU's erf and tanh forms differ by 2e-4, and quick-GELU's constant shows */
const spread = { x: (i: number): number => ((i * 37) % 101) / 8 - 6 };

const unary = (name: string, build: (x: Tensor) => Tensor, shape: number[], values?: Case['values']): Case => ({
  name,
  values,
  build(g) {
    const x = g.input('x', shape);
    return { y: build(x), wrt: [x] };
  },
});

/** below zero, where GELU is small: its tanh form is wrong by a hundredth there, quick-GELU with 1.7 by two hundredths */
const below = (_: number, draw: () => number): number => 1.25 * draw() - 2.75;
/** The same of GEGLU's gates: the layer adds little to a bias, and values are not near zero. */
const gatesBelow = { w: (_: number, draw: () => number): number => 0.05 * draw(), bias: (i: number, draw: () => number): number => (i < 12 ? 2 + draw() : below(i, draw)) };

/** x is used twice, so that the gradient of `f` takes in what has flowed to x already: another tensor, or dy itself. */
const shared = (name: string, c: number, f: (x: Tensor) => Tensor): Case[] => [
  beside(name, c, f),
  unary(`${name}, its input added to it`, (x) => add(f(x), x), [2, 3, 2, c]),
];

const beside = (name: string, c: number, f: (x: Tensor) => Tensor): Case =>
  unary(`${name}, its input used beside it`, (x) => add(f(x), scale(x, 0.5)), [2, 3, 2, c]);

const lossCase = (name: string, shape: number[], weighted: boolean, delta = Infinity): Case => ({
  name: `${delta === Infinity ? 'mean squared error' : 'Huber loss'} ${name}`,
  values: { weight: (_, draw) => 1 + draw() },
  build(g) {
    const pred = g.input('pred', shape);
    const pixels = sizeOf(shape) / shape[shape.length - 1];
    const weight = weighted ? g.input('weight', [pixels], 'f32') : null;
    return { y: huberLoss(pred, g.input('wanted', shape, 'f32'), weight, delta), wrt: [pred] };
  },
});

const far = { x: (_: number, draw: () => number): number => 50 + draw() };
const tiny = { x: (_: number, draw: () => number): number => 2e-3 * draw() };
const slots = (places: Record<number, number>) => (i: number): number => places[i] ?? -1;

export const CASES: readonly Case[] = [
  linearCase('plain', { m: [3, 5], n: 8, k: 16 }),
  linearCase('one row', { m: [1], n: 12, k: 20, bias: true }),
  linearCase('odd channels', { m: [2, 7], n: 5, k: 3, bias: true }),
  linearCase('all epilogues', { m: [2, 9], n: 13, k: 11, bias: true, sample: true, residual: true }),
  linearCase('77 rows', { m: [77], n: 24, k: 40, bias: true }),
  linearAct('silu'),
  linearAct('quick_gelu'),
  linearAct('gelu'),
  convCase('8 channels', { x: [1, 5, 6, 8], o: 8 }),
  convCase('3 to 5 channels, batch 3', { x: [3, 4, 7, 3], o: 5 }),
  convCase('all epilogues', { x: [2, 5, 3, 7], o: 6, all: true }),
  convCase('one pixel', { x: [2, 1, 1, 4], o: 4 }),
  convCase('stride 2', { x: [2, 7, 6, 5], o: 4, stride: 2 }),
  convCase('stride 2, even', { x: [1, 8, 4, 4], o: 7, stride: 2 }),
  convCase('stride 2, padding at the end', { x: [2, 6, 8, 3], o: 5, stride: 2, padding: 'end' }),
  convCase('stride 2, padding at the end, odd', { x: [1, 5, 7, 4], o: 4, stride: 2, padding: 'end' }),
  groupCase('4 channels a group', { x: [2, 3, 5, 16], groups: 4 }),
  groupCase('1 channel a group', { x: [1, 4, 4, 8], groups: 8, silu: true }),
  groupCase('3 channels a group', { x: [2, 5, 3, 12], groups: 4, silu: true }),
  groupCase('9 channels a group, tokens', { x: [2, 7, 18], groups: 2 }),
  groupCase('7 channels, one group', { x: [1, 2, 3, 7], groups: 1, silu: true }),
  groupCase('far from zero', { x: [1, 6, 6, 8], groups: 2, values: far }),
  groupCase('tiny variance, eps 1e-5', { x: [1, 4, 4, 8], groups: 2, eps: 1e-5, values: tiny }),
  groupCase('tiny variance, eps 1e-6', { x: [1, 4, 4, 8], groups: 2, eps: 1e-6, values: tiny }),
  groupCase('many rows', { x: [4, 9, 11, 24], groups: 8, silu: true }),
  layerCase('8 channels', [2, 3, 8]),
  layerCase('one token, 5 channels', [1, 1, 5]),
  layerCase('77 tokens', [1, 77, 20]),
  layerCase('far from zero', [3, 12], 1e-5, far),
  layerCase('tiny variance', [3, 12], 1e-5, tiny),
  attentionCase('self', { b: 2, tq: 9, tk: 9, heads: 2, d: 8 }),
  attentionCase('causal', { b: 2, tq: 13, tk: 13, heads: 3, d: 8, causal: true }),
  attentionCase('causal, the last 13 of 29 rows', { b: 2, tq: 13, tk: 29, heads: 3, d: 8, causal: true }),
  attentionCase('one token', { tq: 1, tk: 1, heads: 1, d: 4 }),
  attentionCase('77 keys', { b: 2, tq: 6, tk: 77, heads: 2, d: 40 }),
  attentionCase('more queries than keys', { b: 2, tq: 70, tk: 21, heads: 2, d: 8 }),
  attentionCase('77 causal', { tq: 77, tk: 77, heads: 2, d: 64, causal: true }, { large: true }),
  attentionCase('self', { b: 3, tq: 35, tk: 35, heads: 2, d: 80 }, { large: true }),
  attentionCase('77 keys', { b: 4, tq: 12, tk: 77, heads: 1, d: 160 }, { large: true }),
  attentionCase('one head of the VAE', { tq: 20, tk: 20, heads: 1, d: 512 }, { forwardOnly: true, large: true }),
  unary('silu', (x) => activation(x, 'silu'), [3, 35], spread),
  unary('quick-gelu', (x) => activation(x, 'quick_gelu'), [3, 35], spread),
  unary('gelu', (x) => activation(x, 'gelu'), [3, 35], spread),
  gegluCase('one row', { m: [1], k: 5, half: 4, out: 3 }),
  gegluCase('odd rows', { m: [3, 7], k: 10, half: 12, out: 9 }),
  gegluCase('added to its input', { m: [2, 9], k: 8, half: 20, out: 8, residual: true }),
  gegluCase('gates below zero', { m: [3, 5], k: 8, half: 12, out: 7, values: gatesBelow }),
  unary('quick-gelu below zero', (x) => activation(x, 'quick_gelu'), [3, 35], { x: below }),
  unary('gelu below zero', (x) => activation(x, 'gelu'), [3, 35], { x: below }),
  unary('scale', (x) => scale(x, -0.375), [4, 7]),
  unary('a sum with itself', (x) => add(x, x), [4, 6]),
  unary('slice inside quads', (x) => slice(x, 2, 7), [4, 11]),
  unary('slice of whole quads', (x) => slice(x, 4, 12), [4, 16]),
  unary('upsample', upsample2, [2, 3, 5, 6]),
  unary('cast and back', (x) => cast(scale(cast(x, 'f32'), 0.5), 'stored'), [3, 9]),
  unary('used three times', (x) => add(activation(x, 'silu'), add(scale(x, 0.5), x)), [4, 10]),
  unary('reshape between', (x) => x.graph.reshape(scale(x.graph.reshape(x, [2, 6, 8]), 2), [2, 3, 2, 8]), [2, 3, 2, 8]),
  ...shared('silu', 9, (x) => activation(x, 'silu')),
  ...shared('group norm', 6, (x) => groupNorm(x, x.graph.input('gamma', [6]), x.graph.input('beta', [6]), { groups: 2, eps: 1e-5, silu: true })),
  ...shared('layer norm', 7, (x) => layerNorm(x, x.graph.input('gamma', [7]), x.graph.input('beta', [7]), 1e-5)),
  ...shared('linear', 5, (x) => linear(x, x.graph.input('w', [5, 5]))),
  ...shared('conv', 3, (x) => conv3x3(x, x.graph.input('w', [3, 3, 3, 3]))),
  {
    name: 'emphasis',
    // a mean away from zero: the rows' means are divided by
    values: { x: (_, draw) => 0.7 + draw(), w: (i) => [1, 1.1, 1.3, 0.9, -0.5][i % 5] },
    build(g) {
      const x = g.input('x', [3, 5, 7]);
      return { y: emphasis(x, g.input('w', [15], 'f32')), wrt: [x] };
    },
  },
  lossCase('of 3 channels', [3, 4, 5, 3], false),
  lossCase('of one pixel', [4, 1, 1, 4], false),
  lossCase('with a weight per pixel', [3, 4, 5, 3], true),
  lossCase('of 3 channels', [3, 4, 5, 3], false, 0.6),
  lossCase('with a weight per pixel', [2, 5, 4, 4], true, 0.3),
  {
    name: 'add',
    build(g) {
      const [a, b] = ['a', 'b'].map((input) => g.input(input, [2, 5, 9]));
      return { y: add(a, b), wrt: [a, b] };
    },
  },
  {
    name: 'add of repeating rows',
    build(g) {
      const [a, b] = [g.input('a', [3, 5, 12]), g.input('b', [5, 12])];
      return { y: add(a, b), wrt: [a, b] };
    },
  },
  {
    name: 'concat of whole quads',
    build(g) {
      const [a, b] = [g.input('a', [2, 3, 8]), g.input('b', [2, 3, 12])];
      return { y: concat(a, b), wrt: [a, b] };
    },
  },
  {
    name: 'concat inside quads',
    build(g) {
      const [a, b] = [g.input('a', [2, 3, 5]), g.input('b', [2, 3, 6])];
      return { y: concat(a, b), wrt: [a, b] };
    },
  },
  {
    name: 'embedding',
    values: { ids: (i) => [4, 0, 4, 2, 6, 4][i] },
    build(g) {
      const table = g.input('table', [7, 10]);
      return { y: embedding(g.input('ids', [2, 3], 'i32'), table), wrt: [table] };
    },
  },
  {
    name: 'two words of several vectors in two prompts',
    values: { slots: slots({ 1: 0, 2: 1, 5: 2, 8: 2, 11: 0 }) },
    build(g) {
      const [tokens, vectors] = [g.input('tokens', [2, 6, 9]), g.state('vectors', [3, 9])];
      return { y: insertVectors(tokens, vectors, g.input('slots', [2, 6], 'i32')), wrt: [tokens, vectors] };
    },
  },
  {
    name: 'matrix product of two activations',
    build(g) {
      const [a, b] = [g.input('a', [6, 12]), g.input('b', [9, 12])];
      return { y: linear(scale(a, 2), activation(b, 'silu')), wrt: [a, b] };
    },
  },
  {
    name: 'a layer of CLIP in f32 with narrow weights',
    values: { slots: slots({ 2: 0, 3: 1, 13: 1 }) },
    build(g) {
      const [c, shape] = [24, [2, 7, 24]];
      const [tokens, vectors] = [g.input('tokens', shape, 'f32'), g.state('vectors', [2, c])];
      const weight = (name: string, ...size: number[]): Tensor => g.input(name, size);
      const norm = (name: string, x: Tensor): Tensor => layerNorm(x, weight(`gamma ${name}`, c), weight(`beta ${name}`, c), 1e-5);
      const x = add(insertVectors(tokens, vectors, g.input('slots', [2, 7], 'i32')), weight('positions', 7, c));
      const normed = norm('1', x);
      const [q, k, v] = ['q', 'k', 'v'].map((name) => linear(normed, weight(name, c, c), { bias: weight(`bias ${name}`, c) }));
      const attended = linear(attention(q, k, v, { heads: 3, causal: true }), weight('out', c, c), { residual: x });
      const hidden = activation(linear(norm('2', attended), weight('wide', 32, c)), 'quick_gelu');
      return { y: cast(linear(hidden, weight('narrow', c, 32), { residual: attended }), 'stored'), wrt: [tokens, vectors] };
    },
  },
  {
    name: 'f32 tokens through narrow weights',
    build(g) {
      const x = g.input('x', [2, 5, 12], 'f32');
      const c = [12];
      const normed = layerNorm(x, g.input('gamma', c), g.input('beta', c), 1e-5);
      const y = linear(normed, g.input('w', [8, 12]), { bias: g.input('bias', [8]) });
      return { y: cast(y, 'stored'), wrt: [x] };
    },
  },
];
