/** AdamW, clipping and the skipping of updates against torch's formulas in f64. States are f32 in every storage. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device';
import { Graph } from '../../../src/engine/graph';
import { accumulate, adamw } from '../../../src/engine/ops/optimizer/optimizer';
import { createRuntime, type Runtime } from '../../../src/engine/runtime';
import { drawer } from '../cases';
import { nmse } from '../compare';
import { openTestDevice } from './adapter';

const SHAPE = [3, 10];
const COUNT = 30;
const BETAS = [0.9, 0.999];

let device: Device;
beforeAll(async () => {
  device = await openTestDevice();
});
afterAll(() => device?.destroy());

interface Settings {
  rate?: number;
  eps?: number;
  decay?: number;
  clip?: [mode: number, value: number];
}

const words = ({ rate = 5e-3, eps = 1e-8, decay = 0, clip = [0, 0] }: Settings): Float32Array =>
  Float32Array.of(rate, BETAS[0], BETAS[1], eps, decay, clip[0], clip[1], 0);

/** One step of torch.optim.AdamW (torch 1.13), gradients clipped before as torch.nn.utils does. */
class Reference {
  readonly m = new Float64Array(COUNT);
  readonly v = new Float64Array(COUNT);
  #t = 0;

  constructor(readonly p: Float64Array) {}

  step(grad: Float64Array, { rate = 5e-3, eps = 1e-8, decay = 0, clip = [0, 0] }: Settings): void {
    this.#t++;
    const norm = Math.sqrt(grad.reduce((sum, g) => sum + g * g, 0));
    const factor = clip[0] === 2 && norm > clip[1] ? clip[1] / norm : 1;
    grad.forEach((raw, i) => {
      const g = clip[0] === 1 ? Math.min(clip[1], Math.max(-clip[1], raw)) : raw * factor;
      this.m[i] = BETAS[0] * this.m[i] + (1 - BETAS[0]) * g;
      this.v[i] = BETAS[1] * this.v[i] + (1 - BETAS[1]) * g * g;
      const [c1, c2] = BETAS.map((beta) => 1 - beta ** this.#t);
      this.p[i] = this.p[i] * (1 - rate * decay) - ((rate / c1) * this.m[i]) / (Math.sqrt(this.v[i]) / Math.sqrt(c2) + eps);
    });
  }
}

async function openOptimizer(start: Float32Array, scale = 1024): Promise<Runtime> {
  const graph = new Graph();
  const state = (name: string) => graph.state(name, SHAPE);
  const scalars = graph.state('scalars', [8]);
  const states = { vectors: state('vectors'), moment1: state('moment1'), moment2: state('moment2'), sum: state('sum'), scalars };
  accumulate(states.sum, graph.input('grad', SHAPE, 'f32'), scalars, 0.5);
  const verdict = adamw(states, graph.input('settings', [8], 'f32'));
  const runtime = await createRuntime(device, { update: { graph, outputs: { verdict } } });
  runtime.writeState('vectors', start);
  runtime.writeState('scalars', Float32Array.of(scale, 1, 1, 0, 0, 0, 0, 0));
  return runtime;
}

const start = (): Float32Array => Float32Array.from({ length: COUNT }, drawer(3));
/** one gradient a hundred-millionth of the others, so that eps shows */
const gradient = (step: number): Float64Array => Float64Array.from({ length: COUNT }, drawer(step + 50)).map((g, i) => g * (i === 4 ? 1e-8 : 0.3));

/** Runs ten steps on both and gives the error relative to the way gone. */
async function tenSteps(settings: Settings, reference: Settings = settings): Promise<number> {
  const from = start();
  const runtime = await openOptimizer(from);
  const truth = new Reference(Float64Array.from(from));
  for (let step = 0; step < 10; step++) {
    // two shares of one half, times the loss scale, make the gradient
    const grad = Float32Array.from(gradient(step), (g) => g * 2 * 1024);
    await runtime.run('update', { grad, settings: words(settings) });
    truth.step(Float64Array.from(gradient(step)), reference);
  }
  const vectors = await runtime.readState('vectors');
  runtime.destroy();
  return nmse(vectors.map((v, i) => v - from[i]), truth.p.map((p, i) => p - from[i]));
}

/** Worst seen 4e-11: f32 rounding of the vectors themselves. */
const LIMIT = 1e-9;

describe('AdamW', () => {
  it.each<[string, Settings]>([
    ['plain', {}],
    ['large rate', { rate: 0.05 }],
    ['weight decay', { decay: 0.01 }],
    ['clipping by value', { clip: [1, 0.1] }],
    ['clipping by norm', { clip: [2, 0.5] }],
    ['a norm that needs no clipping', { clip: [2, 100] }],
  ])('%s: as torch', async (_, settings) => {
    expect(await tenSteps(settings)).toBeLessThan(LIMIT);
  });

  it.each<[string, Settings]>([
    ['eps 1e-5', { eps: 1e-5 }],
    ['decay 0.01', { decay: 0.01 }],
    ['clipping', { clip: [1, 0.1] }],
  ])('these numbers tell wrong constants: %s', async (_, wrong) => {
    expect(await tenSteps(wrong, {})).toBeGreaterThan(LIMIT);
  });

  it.each([['NaN', NaN], ['infinity', Infinity], ['minus infinity', -Infinity]])('skips an update with %s and halves the scale', async (_, bad) => {
    const from = start();
    const runtime = await openOptimizer(from);
    const grad = Float32Array.from(gradient(0), (g, i) => (i === 17 ? bad : g * 2048));
    const settings = words({});
    const first = await runtime.run('update', { grad, settings }, ['verdict']);
    const second = await runtime.run('update', { grad, settings }, ['verdict']);
    expect([first.verdict[0], first.verdict[4], second.verdict[4]]).toEqual([0, 1, 2]);
    expect([...(await runtime.readState('vectors'))]).toEqual([...from]);
    expect([...(await runtime.readState('sum'))]).toEqual(new Array(COUNT).fill(0));
    expect([...(await runtime.readState('scalars'))].slice(0, 6)).toEqual([256, 1, 1, 0, 2, 2]);
    const third = await runtime.run('update', { grad: grad.map((g, i) => (i === 17 ? 1 : g)), settings }, ['verdict']);
    expect([third.verdict[0], third.verdict[4]]).toEqual([1, 0]);
    runtime.destroy();
  });
});
