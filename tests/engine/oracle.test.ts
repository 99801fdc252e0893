/** The oracle itself: its gradients against central differences in f64. No GPU. */
import { describe, expect, it } from 'vitest';
import { GRADIENTS } from '../../src/engine/gradient-table';
import { Graph, type Tensor } from '../../src/engine/graph';
import { ACTIVATIONS } from '../../src/engine/ops/activation/kinds';
import { CASES, drawer } from './cases';
import { givenValues } from './given';
import { activate, erf, slope } from './oracle/activations';
import { backward, forward, KNOWN, type Values } from './oracle/walk';
import type { Value } from './oracle/values';

const STEP = 1e-5;
const LIMIT = 1e-6;
/** Elements checked of each input: differences of all of a large input would take minutes. */
const CHECKED = 12;

/** sum of seed · y */
function objective(graph: Graph, given: Values, y: Tensor, seed: Value): number {
  const value = forward(graph, given).get(y.id)!;
  return value.data.reduce((sum, v, i) => sum + v * seed.data[i], 0);
}

function difference(graph: Graph, given: Values, y: Tensor, seed: Value, input: Tensor, index: number): number {
  const { shape, data } = given.get(input.id)!;
  const at = (shift: number): number => {
    const moved = data.slice();
    moved[index] += shift;
    return objective(graph, new Map(given).set(input.id, { shape, data: moved }), y, seed);
  };
  // four points: the error falls with the step's fourth power
  return (8 * (at(STEP) - at(-STEP)) - (at(2 * STEP) - at(-2 * STEP))) / (12 * STEP);
}

describe('oracle gradient against central differences', () => {
  it.each(CASES.filter((entry) => !entry.large && !entry.forwardOnly).map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
    const graph = new Graph();
    const { y, wrt } = entry.build(graph);
    const given = givenValues(entry, graph);
    const draw = drawer(99);
    const seed = { shape: y.shape, data: forward(graph, given).get(y.id)!.data.map(() => draw()) };
    const gradients = backward(graph, forward(graph, given), y, seed);
    for (const input of wrt) {
      const gradient = gradients.get(input.id)!.data;
      const size = Math.sqrt(gradient.reduce((sum, v) => sum + v * v, 0) / gradient.length);
      for (let k = 0; k < Math.min(CHECKED, gradient.length); k++) {
        const index = Math.floor((k * gradient.length) / Math.min(CHECKED, gradient.length));
        const expected = difference(graph, given, y, seed, input, index);
        expect(Math.abs(gradient[index] - expected)).toBeLessThanOrEqual(LIMIT * Math.max(size, Math.abs(expected)));
      }
    }
  });
});

describe('the oracle', () => {
  it.each(Object.keys(ACTIVATIONS))('has the slope of %s', (kind) => {
    for (let x = -5.3; x < 6; x += 0.7) {
      const [h, at] = [1e-3, (shift: number) => activate(kind, x + shift)];
      const expected = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
      expect(Math.abs(slope(kind, x) - expected)).toBeLessThan(1e-9);
    }
  });

  it('knows every op that has a gradient', () => {
    expect(Object.keys(GRADIENTS).filter((op) => !KNOWN.includes(op))).toEqual([]);
  });

  it('has erf right to 1e-14', () => {
    // Abramowitz & Stegun, table 7.1, and Wolfram's digits for 2.5
    expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 14);
    expect(erf(1)).toBeCloseTo(0.8427007929497149, 14);
    expect(erf(2)).toBeCloseTo(0.9953222650189527, 14);
    expect(erf(-2.5)).toBeCloseTo(-0.9995930479825550, 14);
  });
});
