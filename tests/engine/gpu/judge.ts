/** Kernels against the oracle: one case on one device, with whatever kernels it runs. */
import { expect } from 'vitest';
import type { Device } from '../../../src/engine/device';
import { channels, Graph, rows, sizeOf, type Tensor } from '../../../src/engine/graph';
import { cast } from '../../../src/engine/ops/elementwise/elementwise';
import { meanSquaredError } from '../../../src/engine/ops/loss/loss';
import type { Case } from '../cases';
import { nmse } from '../compare';
import { limitOf } from '../limits';
import { backward, forward } from '../oracle/walk';
import { trained, type Trained } from '../trained';
import { given, roundedValues, runOnce, type HostValues } from './checks';

/** What was read, by name: for a second run that must give the same bits. */
export type Outputs = Readonly<Record<string, Float32Array>>;

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

export async function judgeForward(device: Device, entry: Case): Promise<Outputs> {
  const graph = new Graph();
  const { y } = entry.build(graph);
  const values = roundedValues(entry, graph, device);
  const out = await runOnce(device, graph, { y }, values);
  expect(nmse(out.y, forward(graph, given(graph, values)).get(y.id)!.data)).toBeLessThan(limitOf(entry, device.storage));
  return out;
}

export async function judgeBackward(device: Device, entry: Case): Promise<Outputs> {
  const built = trained(entry);
  const outputs = outputsOf(built);
  const values = roundedValues(entry, built.graph, device);
  const scale = 2 ** Math.round(Math.log2(sizeOf(built.y.shape)));
  values.set('scale', new Float32Array(8).fill(scale));
  built.found.forEach(({ id, shape }) => values.set(`zeros ${id}`, new Float32Array(sizeOf(shape))));
  const wanted = expectedOf(forwardOf(entry), values, scale);
  const out = await runOnce(device, built.graph, outputs, values);
  expect(nmse(out.losses, wanted.losses)).toBeLessThan(limitOf(entry, device.storage));
  built.wrt.forEach(({ id }, i) => {
    expect(nmse(out[`d${i}`], wanted.gradients.get(id)!.data)).toBeLessThan(limitOf(entry, device.storage));
    const square = meanSquare(out[`d${i}`]);
    expect(Math.abs(out[`padded${i}`][0] - square)).toBeLessThanOrEqual(PADDING_LIMIT * square);
  });
  return out;
}
