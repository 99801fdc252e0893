/** Kernels against the oracle, forward and backward, for every case and the storage in STORAGE. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device';
import { channels, Graph, rows, sizeOf, type Tensor } from '../../../src/engine/graph';
import { cast } from '../../../src/engine/ops/elementwise/elementwise';
import { meanSquaredError } from '../../../src/engine/ops/loss/loss';
import { createRuntime } from '../../../src/engine/runtime';
import { decode, encode } from '../../../src/engine/storage';
import { CASES, caseValues, type Case } from '../cases';
import { nmse } from '../compare';
import { limitOf } from '../limits';
import { backward, forward, type Values } from '../oracle/walk';
import { trained, type Trained } from '../trained';
import { openTestDevice, storage } from './adapter';

let device: Device;
beforeAll(async () => {
  device = await openTestDevice();
});
afterAll(() => device?.destroy());

type HostValues = Map<string, Float32Array | Int32Array>;

const named = (graph: Graph): [string, Tensor][] => [...graph.inputs, ...graph.states];

/** The case's values as the device will see them: rounded to the storage. */
function roundedValues(entry: Case, graph: Graph): HostValues {
  const values = caseValues(entry, graph);
  const rounded = ({ shape, dtype }: Tensor, wide: Float64Array): Float32Array | Int32Array =>
    dtype === 'i32' ? Int32Array.from(wide) : decode(encode(Float32Array.from(wide), shape, dtype, storage), shape, dtype, storage);
  return new Map(named(graph).map(([name, tensor]) => [name, rounded(tensor, values.get(name)!)]));
}

const given = (graph: Graph, values: HostValues): Values =>
  new Map(named(graph).map(([name, { id, shape }]) => [id, { shape, data: Float64Array.from(values.get(name)!) }]));

async function runOnce(graph: Graph, outputs: Record<string, Tensor>, values: HostValues) {
  const runtime = await createRuntime(device, { test: { graph, outputs } });
  try {
    for (const name of graph.states.keys()) runtime.writeState(name, values.get(name) as Float32Array);
    const inputs = Object.fromEntries([...graph.inputs.keys()].map((name) => [name, values.get(name)!]));
    return await runtime.run('test', inputs, Object.keys(outputs));
  } finally {
    runtime.destroy();
  }
}

const table = CASES.map((entry) => [entry.name, entry] as const);

describe(`forward, ${storage}`, () => {
  it.each(table)('%s', async (_, entry) => {
    const graph = new Graph();
    const { y } = entry.build(graph);
    const values = roundedValues(entry, graph);
    const out = await runOnce(graph, { y }, values);
    expect(nmse(out.y, forward(graph, given(graph, values)).get(y.id)!.data)).toBeLessThan(limitOf(entry, storage));
  });
});

/**
 * The mean square of a tensor as the loss kernel finds it. That one sums over the padding too, so it differs from the
 * mean over what the host reads where a kernel left anything but zeros there.
 */
function withPadding(tensor: Tensor): Tensor {
  const { graph, shape, dtype } = tensor;
  const whole = graph.reshape(dtype === 'f32' ? cast(tensor, 'stored') : tensor, [1, rows(shape), channels(shape)]);
  return meanSquaredError(whole, graph.input(`zeros ${tensor.id}`, whole.shape, 'f32'), null);
}

/** Rounding of sums, and of f32 gradients to the storage. Anything left in the padding would be a quarter and more. */
const PADDING_LIMIT = 1e-3;

const meanSquare = (values: Float32Array): number => values.reduce((sum, v) => sum + v * v, 0) / values.length;

function outputsOf({ losses, found }: Trained): Record<string, Tensor> {
  const each = found.map((tensor, i) => ({ [`d${i}`]: tensor, [`padded${i}`]: withPadding(tensor) }));
  return Object.assign({ losses }, ...each);
}

/** Loss and gradients by the oracle, for the loss scale in `scale`. */
function expectedOf({ graph, losses }: Trained, values: HostValues, scale: number) {
  const known = forward(graph, given(graph, values));
  const seed = { shape: losses.shape, data: new Float64Array(losses.shape[0]).fill(scale / losses.shape[0]) };
  return { losses: known.get(losses.id)!.data, gradients: backward(graph, known, losses, seed) };
}

/** A copy without the gradient's own ops: the oracle knows only forward ones. */
function forwardOf(entry: Case): Trained {
  const whole = trained(entry);
  const end = whole.graph.nodes.findIndex(({ outputs }) => outputs.includes(whole.losses));
  whole.graph.nodes.length = end + 1;
  return whole;
}

describe(`backward, ${storage}`, () => {
  it.each(table.filter(([, entry]) => !entry.forwardOnly))('%s', async (_, entry) => {
    const built = trained(entry);
    const outputs = outputsOf(built);
    const values = roundedValues(entry, built.graph);
    const scale = 2 ** Math.round(Math.log2(sizeOf(built.y.shape)));
    values.set('scale', new Float32Array(8).fill(scale));
    built.found.forEach(({ id, shape }) => values.set(`zeros ${id}`, new Float32Array(sizeOf(shape))));
    const wanted = expectedOf(forwardOf(entry), values, scale);
    const out = await runOnce(built.graph, outputs, values);
    expect(nmse(out.losses, wanted.losses)).toBeLessThan(limitOf(entry, storage));
    built.wrt.forEach(({ id }, i) => {
      expect(nmse(out[`d${i}`], wanted.gradients.get(id)!.data)).toBeLessThan(limitOf(entry, storage));
      const square = meanSquare(out[`d${i}`]);
      expect(Math.abs(out[`padded${i}`][0] - square)).toBeLessThanOrEqual(PADDING_LIMIT * square);
    });
  });
});
