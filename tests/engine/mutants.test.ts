/** The table and its limits tell wrong constants from right ones: a kernel with one of these mistakes fails. No GPU. */
import { describe, expect, it } from 'vitest';
import { channels, Graph } from '../../src/engine/graph';
import type { Storage } from '../../src/engine/storage';
import { way } from './adamw-case';
import { CASES } from './cases';
import { nmse } from './compare';
import { givenValues } from './given';
import { ADAMW_LIMIT, limitOf } from './limits';
import type { AdamWSettings } from './oracle/adamw';
import { activate } from './oracle/activations';
import { map, type Oracle, type Value } from './oracle/values';
import { forward, ORACLES, type Oracles } from './oracle/walk';

const withAttrs = (op: string, change: (attrs: Record<string, unknown>) => object): Oracles => ({
  ...ORACLES,
  [op]: { ...ORACLES[op], forward: (inputs, attrs) => ORACLES[op].forward(inputs, { ...attrs, ...change(attrs) }) },
});

const withForward = (op: string, forward: Oracle['forward']): Oracles => ({ ...ORACLES, [op]: { ...ORACLES[op], forward } });

const tanhGelu = (x: number): number => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
const activations = (kind: string, f: (x: number) => number): Oracles =>
  withForward('activation', ([x], attrs) => [map(x!, (v) => (attrs.kind === kind ? f(v) : activate(attrs.kind as string, v)))]);

/** GEGLU with another gate, of the halves that its own oracle makes. */
const gegluWith = (gate: (x: number) => number): Oracles =>
  withForward('geglu', (inputs) => {
    const [y, both] = ORACLES.geglu.forward(inputs, {});
    const half = channels(y.shape);
    return [map(y, (_, i) => {
      const at = i + Math.floor(i / half) * half;
      return both.data[at] * gate(both.data[at + half]);
    }), both];
  });

const MUTANTS: readonly [string, Oracles][] = [
  ['group norm: eps 1e-6 for 1e-5', withAttrs('group-norm', ({ eps }) => ({ eps: eps === 1e-5 ? 1e-6 : eps }))],
  ['group norm: eps 1e-5 for 1e-6', withAttrs('group-norm', ({ eps }) => ({ eps: eps === 1e-6 ? 1e-5 : eps }))],
  ['group norm: SiLU left out', withAttrs('group-norm', () => ({ silu: false }))],
  ['layer norm: eps 1e-6 for 1e-5', withAttrs('layer-norm', () => ({ eps: 1e-6 }))],
  ['layer norm: eps outside of the root', withForward('layer-norm', ([x, gamma, beta]) => [outside(x!, gamma!, beta!)])],
  ['gelu: tanh form', activations('gelu', tanhGelu)],
  ['gelu: quick form', activations('gelu', (x) => activate('quick_gelu', x))],
  ['quick gelu: 1.7', activations('quick_gelu', (x) => x / (1 + Math.exp(-1.7 * x)))],
  ['geglu: quick form', gegluWith((x) => activate('quick_gelu', x))],
  ['geglu: tanh form', gegluWith(tanhGelu)],
  ['attention: causal mask left out', withAttrs('attention', () => ({ causal: false }))],
  ['emphasis: mean not restored', withForward('emphasis', ([x, w]) => [map(x!, (v, i) => v * w!.data[Math.floor(i / x!.shape[2])])])],
  ['loss: weights left out', withForward('mean-squared-error', ([pred, wanted], attrs) => ORACLES['mean-squared-error'].forward([pred, wanted, null], attrs))],
  ['Huber loss: another delta', withAttrs('mean-squared-error', ({ delta }) => ({ delta: (delta as number) * 1.01 }))],
  ['add: repeating rows not repeated', withForward('add', ([a, b]) => [map(a!, (v, i) => v + (b!.data[i] ?? 0))])],
];

function outside(x: Value, gamma: Value, beta: Value): Value {
  const exact = ORACLES['layer-norm'].forward([x, gamma, beta], { eps: 0 })[0];
  const c = gamma.data.length;
  const spread = (row: number): number => {
    const values = x.data.subarray(row * c, (row + 1) * c);
    const mean = values.reduce((sum, v) => sum + v, 0) / c;
    return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / c);
  };
  return map(exact, (v, i) => {
    const deviation = spread(Math.floor(i / c));
    return ((v - beta.data[i % c]) * deviation) / (deviation + 1e-5) + beta.data[i % c];
  });
}

/** Names of the cases that a kernel with this mistake fails. */
function failing(oracles: Oracles, storage: Storage): string[] {
  return CASES.filter((entry) => {
    if (entry.large) return false;
    const graph = new Graph();
    const { y } = entry.build(graph);
    const given = givenValues(entry, graph);
    const [wrong, right] = [forward(graph, given, oracles), forward(graph, given)].map((values) => values.get(y.id)!.data);
    // the kernel itself may use up the limit once
    return nmse(wrong, right) > 4 * limitOf(entry, storage);
  }).map(({ name }) => name);
}

describe.each<Storage>(['f32', 'f16', 'packed'])('%s: a case fails for', (storage) => {
  it.each(MUTANTS)('%s', (_, oracles) => expect(failing(oracles, storage)).not.toEqual([]));

  it('nothing, where nothing is wrong', () => expect(failing(ORACLES, storage)).toEqual([]));
});

describe('AdamW: the steps tell', () => {
  it.each<[string, AdamWSettings]>([
    ['eps 1e-7', { eps: 1e-7 }],
    ['eps 1e-9', { eps: 1e-9 }],
    ['beta1 0.91', { betas: [0.91, 0.999] }],
    ['beta2 0.9999', { betas: [0.9, 0.9999] }],
    ['no bias correction', { corrected: false }],
    ['weight decay 0.01', { decay: 0.01 }],
    ['clipping by value', { clip: [1, 0.1] }],
  ])('%s', (_, wrong) => expect(nmse(way(wrong), way({}))).toBeGreaterThan(4 * ADAMW_LIMIT));

  it.each<[string, AdamWSettings, AdamWSettings]>([
    ['another value of clipping', { clip: [1, 0.1] }, { clip: [1, 0.11] }],
    ['another share of the way to a norm', { pull: [0.1, 1] }, { pull: [0.101, 1] }],
    ['another norm to go to', { pull: [0.1, 1] }, { pull: [0.1, 1.01] }],
    ['another norm of clipping', { clip: [2, 0.001] }, { clip: [2, 100] }],
  ])('%s', (_, one, other) => expect(nmse(way(one), way(other))).toBeGreaterThan(4 * ADAMW_LIMIT));

  it('another decay of the average, and one that does not grow', () => {
    const right = way({ ema: 0.4 }, 'average');
    expect(nmse(way({ ema: 0.41 }, 'average'), right)).toBeGreaterThan(4 * ADAMW_LIMIT);
    expect(nmse(way({ ema: 0.4 }, 'p'), right)).toBeGreaterThan(4 * ADAMW_LIMIT);
    expect(nmse(way({ ema: 0.99 }, 'average'), way({ ema: 0.9 }, 'average'))).toBeLessThan(ADAMW_LIMIT);
  });
});
