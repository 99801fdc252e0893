/** @file This project's engine, in f32 as its peers. */
import { openDevice, type Device } from '../../src/engine/device';
import { createRuntime } from '../../src/engine/runtime';
import { encode } from '../../src/engine/storage';
import type { PeerCase } from './cases';
import type { Engine, Prepared, Values } from './engine';

export async function openOurs(): Promise<Engine & { device: Device }> {
  const device = await openDevice({ gpu: navigator.gpu, storage: 'f32' });
  return { name: 'ours', device, prepare: (entry, values) => prepare(device, entry, values) };
}

async function prepare(device: Device, { program }: PeerCase, values: Values): Promise<Prepared> {
  const runtime = await createRuntime(device, { case: program });
  for (const { name, shape } of runtime.weights) runtime.writeWeight(name, encode(values[name], shape, 'stored', 'f32'));
  const inputs = Object.fromEntries([...program.graph.inputs.keys()].map((name) => [name, values[name]]));
  await runtime.run('case', inputs);
  const outputs = Object.keys(program.outputs);
  return {
    run: async () => void (await runtime.run('case', {})),
    idle: () => runtime.idle(),
    // inputs again: the arena gives their place to others once they have been read
    read: async () => Object.values(await runtime.run('case', inputs, outputs)),
    free: () => runtime.destroy(),
  };
}
