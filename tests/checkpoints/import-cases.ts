/** Small checkpoints made by hand, and a sink that keeps what it is given. */
import { bytesSource, type ByteSource } from '../../src/formats/byte-source';
import { floatToBfloat, floatToHalf } from '../../src/formats/half';
import type { Dtype, RawTensor, TensorEntry } from '../../src/formats/tensor-entry';
import { readHeader, writeSafetensors } from '../../src/formats/safetensors';
import type { Checkpoint } from '../../src/checkpoints/checkpoint';
import type { ImportSink, PassState, Shard } from '../../src/checkpoints/import-pass';
import type { Component } from '../../src/nets/scope';

/** In -1 … 1, exact in no number type. */
export const numbersOf = (count: number, seed = 1): number[] => Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898 + seed * 78.233));

const TYPED: Partial<Record<Dtype, (values: number[]) => ArrayBufferView>> = {
  F64: (values) => Float64Array.from(values),
  F32: (values) => Float32Array.from(values),
  F16: (values) => floatToHalf(Float32Array.from(values)),
  BF16: (values) => floatToBfloat(Float32Array.from(values)),
  I64: (values) => BigInt64Array.from(values, BigInt),
};

export function raw(dtype: Dtype, shape: number[], values: number[]): RawTensor {
  return { dtype, shape, bytes: new Uint8Array(TYPED[dtype]!(values).buffer) };
}

/** Names are `component/name`. */
export function checkpointOf(source: ByteSource, tensors: ReadonlyMap<string, TensorEntry>): Checkpoint {
  const weights: Partial<Record<Component, Map<string, { source: ByteSource; entry: TensorEntry }>>> = {};
  for (const [name, entry] of tensors) {
    const slash = name.indexOf('/');
    (weights[name.slice(0, slash) as Component] ??= new Map()).set(name.slice(slash + 1), { source, entry });
  }
  return {
    kind: 'sd1', configs: { 'unet/config.json': '{}' }, weights, sources: [{ path: 'made.safetensors', source }],
    hasEma: false, predictionFrom: 'config', prediction: 'epsilon', unexpected: [],
  };
}

export async function safetensorsCheckpoint(tensors: ReadonlyMap<string, RawTensor>): Promise<{ bytes: Uint8Array; checkpoint: Checkpoint }> {
  const bytes = writeSafetensors(tensors);
  const source = bytesSource(bytes);
  return { bytes, checkpoint: checkpointOf(source, await readHeader(source)) };
}

/** Every float type, components in turns as names of real files are, an integer counter. */
export function mixedTensors(scale = 1): Map<string, RawTensor> {
  const types: Dtype[] = ['F32', 'F16', 'F64', 'BF16'];
  const entries = Array.from({ length: 24 }, (_, i): [string, RawTensor] => {
    const shape = [(i % 5) + 1, 7 * scale];
    return [`${(['unet', 'vae', 'text_encoder'] as const)[i % 3]}/block.${i}.weight`, raw(types[i % 4], shape, numbersOf(shape[0] * shape[1], i))];
  });
  return new Map([...entries, ['text_encoder/position_ids', raw('I64', [2], [0, 1])]]);
}

export class MemorySink implements ImportSink {
  readonly shards = new Map<string, Blob>();
  state: PassState | undefined;
  writes = 0;

  /** `failAt`: the write (from 1) at which the tab is killed. */
  constructor(private readonly failAt = Infinity) {}

  async write(shards: readonly Shard[], state: PassState): Promise<void> {
    await new Promise((done) => setTimeout(done, 0));
    this.writes += 1;
    if (this.writes >= this.failAt) throw new Error('killed');
    for (const { path, index, blob } of shards) this.shards.set(`${path}/${index}`, blob);
    this.state = structuredClone(state);
  }

  async file(path: string): Promise<Uint8Array> {
    const keys = [...this.shards.keys()].filter((key) => key.startsWith(`${path}/`));
    const parts = Array.from(keys, (_, index) => this.shards.get(`${path}/${index}`)!);
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }
}
