/** Kernels against the oracle, forward and backward, for every case and the storage in STORAGE. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device';
import { gradients } from '../../../src/engine/gradients';
import { Graph, sizeOf, type Tensor } from '../../../src/engine/graph';
import { meanSquaredError } from '../../../src/engine/ops/loss/loss';
import { createRuntime } from '../../../src/engine/runtime';
import { decode, encode } from '../../../src/engine/storage';
import { CASES, caseValues, drawer, type Case } from '../cases';
import { nmse } from '../compare';
import { backward, forward, type Values } from '../oracle/walk';
import { openTestDevice, storage } from './adapter';

/**
 * Worst seen on SwiftShader and lavapipe: f32 8e-13 backward (77 keys, head size 160), f16 and packed 2.8e-7 (layer
 * norm of a tiny variance). Cases far from zero lose digits of their mean in f32: 1.2e-11 forward, 2.2e-11 backward.
 */
const LIMITS = {
  f32: { usual: 4e-12, far: 1e-10 },
  f16: { usual: 1e-6, far: 1e-6 },
  packed: { usual: 1e-6, far: 1e-6 },
}[storage];

const limitOf = ({ name }: { name: string }): number => (name.includes('far from zero') ? LIMITS.far : LIMITS.usual);

let device: Device;
beforeAll(async () => {
  device = await openTestDevice();
});
afterAll(() => device?.destroy());

const named = (graph: Graph): [string, Tensor][] => [...graph.inputs, ...graph.states];

/** The case's values as the device will see them: rounded to the storage. */
function roundedValues(entry: Case, graph: Graph): Map<string, Float32Array | Int32Array> {
  const values = caseValues(entry, graph);
  const rounded = ({ shape, dtype }: Tensor, wide: Float64Array): Float32Array | Int32Array =>
    dtype === 'i32' ? Int32Array.from(wide) : decode(encode(Float32Array.from(wide), shape, dtype, storage), shape, dtype, storage);
  return new Map(named(graph).map(([name, tensor]) => [name, rounded(tensor, values.get(name)!)]));
}

const given = (graph: Graph, values: ReadonlyMap<string, ArrayLike<number>>): Values =>
  new Map(named(graph).map(([name, { id, shape }]) => [id, { shape, data: Float64Array.from(values.get(name)!) }]));

async function runOnce(graph: Graph, outputs: Record<string, Tensor>, values: ReadonlyMap<string, Float32Array | Int32Array>) {
  const runtime = await createRuntime(device, { test: { graph, outputs } });
  try {
    for (const name of graph.states.keys()) runtime.writeState(name, values.get(name) as Float32Array);
    const inputs = Object.fromEntries([...graph.inputs.keys()].map((name) => [name, values.get(name)!]));
    return await runtime.run('test', inputs, Object.keys(outputs));
  } finally {
    runtime.destroy();
  }
}

describe(`forward, ${storage}`, () => {
  it.each(CASES.map((entry) => [entry.name, entry] as const))('%s', async (_, entry) => {
    const graph = new Graph();
    const { y } = entry.build(graph);
    const values = roundedValues(entry, graph);
    const out = await runOnce(graph, { y }, values);
    expect(nmse(out.y, forward(graph, given(graph, values)).get(y.id)!.data)).toBeLessThan(limitOf(entry));
  });
});

/** The gradient of a mean squared error to a random target, which the engine's own table builds. */
describe(`backward, ${storage}`, () => {
  const entries = CASES.filter((entry) => !entry.forwardOnly);
  it.each(entries.map((entry) => [entry.name, entry] as const))('%s', async (_, entry) => {
    const graph = new Graph();
    const { y, wrt } = entry.build(graph);
    const wanted = graph.input('wanted', y.shape, 'f32');
    const losses = meanSquaredError(y, wanted, null);
    const scale = 2 ** Math.round(Math.log2(sizeOf(y.shape)));
    const values = roundedValues(entry, graph).set('scale', new Float32Array(8).fill(scale));
    const draw = drawer(7);
    values.set('wanted', Float32Array.from({ length: sizeOf(y.shape) }, () => 2 * draw()));
    const known = forward(graph, given(graph, values));
    const seed = { shape: losses.shape, data: new Float64Array(losses.shape[0]).fill(scale / losses.shape[0]) };
    const expected = backward(graph, known, losses, seed);
    const found = gradients(losses, graph.state('scale', [8]), wrt);
    const outputs = Object.fromEntries(found.map((tensor, i) => [`d${i}`, tensor]));
    const out = await runOnce(graph, { losses, ...outputs }, values);
    expect(nmse(out.losses, known.get(losses.id)!.data)).toBeLessThan(limitOf(entry));
    wrt.forEach((tensor, i) => expect(nmse(out[`d${i}`], expected.get(tensor.id)!.data)).toBeLessThan(limitOf(entry)));
  });
});

describe(`loss, ${storage}`, () => {
  it('takes a weight per pixel, forward and backward', async () => {
    const graph = new Graph();
    const pred = graph.input('pred', [3, 4, 5, 3]);
    const losses = meanSquaredError(pred, graph.input('wanted', pred.shape, 'f32'), graph.input('weight', [60], 'f32'));
    const [dpred] = gradients(losses, graph.state('scale', [8]), [pred]);
    const entry: Case = { name: 'weights', build: () => ({ y: losses, wrt: [] }), values: { scale: () => 128, weight: (_, draw) => 1 + draw() } };
    const values = roundedValues(entry, graph);
    const known = forward(graph, given(graph, values), losses.origin.kind === 'op' ? losses.origin.node : undefined);
    const expected = backward(graph, known, losses, { shape: [3], data: new Float64Array(3).fill(128 / 3) });
    const out = await runOnce(graph, { losses, dpred }, values);
    expect(nmse(out.losses, known.get(losses.id)!.data)).toBeLessThan(limitOf(entry));
    expect(nmse(out.dpred, expected.get(pred.id)!.data)).toBeLessThan(limitOf(entry));
  });
});
