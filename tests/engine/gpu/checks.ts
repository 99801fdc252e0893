/** A case on the device beside the oracle: its values as the device sees them, one run, what the oracle says. */
import type { Device } from '../../../src/engine/device';
import type { Graph, Tensor } from '../../../src/engine/graph';
import { createRuntime } from '../../../src/engine/runtime';
import { decode, encode } from '../../../src/engine/storage';
import { caseValues, type Case } from '../cases';
import type { Values } from '../oracle/walk';

export type HostValues = Map<string, Float32Array | Int32Array>;

const named = (graph: Graph): [string, Tensor][] => [...graph.inputs, ...graph.states];

/** The case's values rounded to the device's storage. */
export function roundedValues(entry: Case, graph: Graph, { storage }: Device): HostValues {
  const values = caseValues(entry, graph);
  const rounded = ({ shape, dtype }: Tensor, wide: Float64Array): Float32Array | Int32Array =>
    dtype === 'i32' ? Int32Array.from(wide) : decode(encode(Float32Array.from(wide), shape, dtype, storage), shape, dtype, storage);
  return new Map(named(graph).map(([name, tensor]) => [name, rounded(tensor, values.get(name)!)]));
}

/** The same for the oracle. */
export const given = (graph: Graph, values: HostValues): Values =>
  new Map(named(graph).map(([name, { id, shape }]) => [id, { shape, data: Float64Array.from(values.get(name)!) }]));

export async function runOnce(device: Device, graph: Graph, outputs: Record<string, Tensor>, values: HostValues) {
  const runtime = await createRuntime(device, { test: { graph, outputs } });
  try {
    for (const name of graph.states.keys()) runtime.writeState(name, values.get(name) as Float32Array);
    const inputs = Object.fromEntries([...graph.inputs.keys()].map((name) => [name, values.get(name)!]));
    return await runtime.run('test', inputs, Object.keys(outputs));
  } finally {
    runtime.destroy();
  }
}
