/** AdamW, clipping and the skipping of updates against torch's formulas in f64. States are f32 in every storage. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device';
import { Graph } from '../../../src/engine/graph';
import { accumulate, adamw } from '../../../src/engine/ops/optimizer/optimizer';
import { createRuntime, type Runtime } from '../../../src/engine/runtime';
import { gradient, gradients, SHAPE, start, way } from '../adamw-case';
import { nmse } from '../compare';
import { ADAMW_LIMIT } from '../limits';
import { ADAMW, AdamW, type AdamWSettings } from '../oracle/adamw';
import { openTestDevice } from './adapter';

const COUNT = 30;

let device: Device;
beforeAll(async () => {
  device = await openTestDevice();
});
afterAll(() => device?.destroy());

const words = (settings: AdamWSettings): Float32Array => {
  const { rate, betas, eps, decay, clip, pull, ema } = { ...ADAMW, ...settings };
  return Float32Array.of(rate, ...betas, eps, decay, ...clip, ...pull, ema, 0, 0);
};

async function openOptimizer(start: Float32Array, scale = 1024): Promise<Runtime> {
  const graph = new Graph();
  const state = (name: string) => graph.state(name, SHAPE);
  const scalars = graph.state('scalars', [8]);
  const states = { vectors: state('vectors'), moment1: state('moment1'), moment2: state('moment2'), sum: state('sum'), scalars, average: state('ema') };
  accumulate(states.sum, graph.input('grad', SHAPE, 'f32'), scalars, 0.5);
  const verdict = adamw(states, graph.input('settings', [12], 'f32'));
  const runtime = await createRuntime(device, { update: { graph, outputs: { verdict } } });
  runtime.writeState('vectors', start);
  runtime.writeState('ema', start);
  runtime.writeState('scalars', Float32Array.of(scale, 1, 1, 0, 0, 0, 0, 0));
  return runtime;
}

/** Runs ten steps on the GPU; the error of vectors and average relative to the ways that the oracle's go. */
async function tenSteps(settings: AdamWSettings): Promise<number[]> {
  const from = start();
  const runtime = await openOptimizer(from);
  for (const exact of gradients()) {
    // one share of one half, times the loss scale, makes the gradient
    await runtime.run('update', { grad: Float32Array.from(exact, (g) => g * 2 * 1024), settings: words(settings) });
  }
  const [vectors, average] = [await runtime.readState('vectors'), await runtime.readState('ema')];
  runtime.destroy();
  const gone = (values: Float32Array): Float64Array => Float64Array.from(values, (v, i) => v - from[i]);
  return [nmse(gone(vectors), way(settings)), nmse(gone(average), way(settings, 'average'))];
}

describe('AdamW', () => {
  it.each<[string, AdamWSettings]>([
    ['plain', {}],
    ['large rate', { rate: 0.05 }],
    ['other constants', { betas: [0.8, 0.99], eps: 1e-6 }],
    ['weight decay', { decay: 0.01 }],
    ['clipping by value', { clip: [1, 0.1] }],
    ['clipping by norm', { clip: [2, 0.5] }],
    ['a norm that needs no clipping', { clip: [2, 100] }],
    ['norms drawn out', { pull: [0.1, 3] }],
    ['norms drawn in at once', { pull: [1, 0.25] }],
    ['a running average', { ema: 0.4 }],
    ['a running average whose decay still grows', { ema: 0.999, pull: [0.1, 1] }],
  ])('%s: as torch', async (_, settings) => {
    for (const error of await tenSteps(settings)) expect(error).toBeLessThan(ADAMW_LIMIT);
  });

  it('tells the norms of the gradient before clipping and of the vectors after the step', async () => {
    const settings: AdamWSettings = { clip: [2, 0.001], pull: [0.5, 1] };
    const runtime = await openOptimizer(start());
    const oracle = new AdamW(Float64Array.from(start()), SHAPE[1]);
    for (const g of gradients()) {
      const { verdict } = await runtime.run('update', { grad: Float32Array.from(g, (v) => v * 2048), settings: words(settings) }, ['verdict']);
      oracle.step(g, settings);
      const norm = Math.sqrt(g.reduce((sum, v) => sum + v * v, 0));
      expect(verdict[5] / norm).toBeCloseTo(1, 5);
      oracle.norms().forEach((expected, row) => expect(verdict[8 + row] / expected).toBeCloseTo(1, 5));
    }
    runtime.destroy();
  });

  it('leaves vectors of zeros without a direction alone', async () => {
    const runtime = await openOptimizer(new Float32Array(COUNT));
    const none = { grad: new Float32Array(COUNT), settings: words({ pull: [0.5, 1], ema: 0.5 }) };
    const { verdict } = await runtime.run('update', none, ['verdict']);
    expect([...(await runtime.readState('vectors')), ...verdict.subarray(8)]).toEqual(new Array(COUNT + SHAPE[0]).fill(0));
    runtime.destroy();
  });

  it('goes by the rate against the gradient’s sign in its first step', async () => {
    const runtime = await openOptimizer(start());
    const g = gradient(0);
    await runtime.run('update', { grad: Float32Array.from(g, (v) => v * 2048), settings: words({ rate: 0.25 }) });
    const vectors = await runtime.readState('vectors');
    const expected = start().map((p, i) => p - (0.25 * g[i]) / (Math.abs(g[i]) + 1e-8));
    vectors.forEach((v, i) => expect(v).toBeCloseTo(expected[i], 5));
    runtime.destroy();
  });

  it('adds up the shares of several batches', async () => {
    const graph = new Graph();
    const [sum, scalars] = [graph.state('sum', SHAPE), graph.state('scalars', [8])];
    accumulate(sum, graph.input('grad', SHAPE, 'f32'), scalars, 0.25);
    const runtime = await createRuntime(device, { add: { graph, outputs: {} } });
    runtime.writeState('scalars', new Float32Array(8).fill(512));
    for (let step = 0; step < 4; step++) await runtime.run('add', { grad: Float32Array.from(gradient(step)) });
    const mean = start().map((_, i) => [0, 1, 2, 3].reduce((total, step) => total + gradient(step)[i] / 4 / 512, 0));
    expect(nmse(await runtime.readState('sum'), mean)).toBeLessThan(1e-12);
    runtime.destroy();
  });

  it.each([['NaN', NaN], ['infinity', Infinity], ['minus infinity', -Infinity]])('skips an update with %s and halves the scale', async (_, bad) => {
    const from = start();
    const runtime = await openOptimizer(from);
    const grad = Float32Array.from(gradient(0), (g, i) => (i === 17 ? bad : g * 2048));
    const settings = words({ pull: [0.5, 1], ema: 0.5 });
    const first = await runtime.run('update', { grad, settings }, ['verdict']);
    const second = await runtime.run('update', { grad, settings }, ['verdict']);
    expect([first.verdict[0], first.verdict[4], second.verdict[4]]).toEqual([0, 1, 2]);
    expect([...(await runtime.readState('vectors'))]).toEqual([...from]);
    expect([...(await runtime.readState('ema'))]).toEqual([...from]);
    expect(first.verdict[5]).toBe(0);
    const lengths = first.verdict.subarray(8);
    lengths.forEach((length, row) => expect(length).toBeCloseTo(Math.hypot(...from.subarray(10 * row, 10 * row + 10)), 5));
    expect([...(await runtime.readState('sum'))]).toEqual(new Array(COUNT).fill(0));
    expect([...(await runtime.readState('scalars'))].slice(0, 6)).toEqual([256, 1, 1, 0, 2, 2]);
    const third = await runtime.run('update', { grad: grad.map((g, i) => (i === 17 ? 1 : g)), settings }, ['verdict']);
    expect([third.verdict[0], third.verdict[4]]).toEqual([1, 0]);
    runtime.destroy();
  });
});
