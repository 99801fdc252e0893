/** A pass that is killed at any write, and goes on from what was written, ends in the same bytes. */
import { expect, test } from 'vitest';
import { runPass, type PassState } from '../../src/checkpoints/import-pass';
import { planImport, type ImportPlan } from '../../src/checkpoints/import-plan';
import type { ByteSource } from '../../src/formats/byte-source';
import { readHeader } from '../../src/formats/safetensors';
import type { TensorEntry } from '../../src/formats/tensor-entry';
import { checkpointOf, MemorySink, mixedTensors, safetensorsCheckpoint } from './import-cases';

const never = new AbortController().signal;

/** 30 MB, most of it in numbers that lie across the pieces in which it is read; two tensors share bytes. */
async function bigPlan(): Promise<{ plan: ImportPlan; reads: { start: number; end: number }[] }> {
  const { bytes } = await safetensorsCheckpoint(mixedTensors(22_000));
  // A byte in front moves every number across its natural border.
  const moved = new Uint8Array(bytes.length + 1);
  moved.set(bytes, 1);
  const reads: { start: number; end: number }[] = [];
  const source: ByteSource = {
    size: moved.length,
    read: async (start, end) => {
      reads.push({ start, end });
      return moved.subarray(start, end);
    },
  };
  const header = await readHeader({ size: bytes.length, read: async (start, end) => bytes.subarray(start, end) });
  const later = ([name, entry]: [string, TensorEntry]): [string, TensorEntry] => [name, { ...entry, start: entry.start + 1, end: entry.end + 1 }];
  const tensors = new Map([...header].map(later));
  const [, big] = [...tensors].find(([name]) => name.startsWith('unet/'))!;
  tensors.set('unet/tied', big).set('vae/turned', { ...big, shape: [...big.shape].reverse(), strides: [1, big.shape[1]] });
  return { plan: planImport(checkpointOf(source, tensors), 'f32'), reads };
}

test('killed at each write in turn', async () => {
  const { plan, reads } = await bigPlan();
  const whole = new MemorySink();
  const expected = await runPass(plan, whole, { signal: never });
  expect(whole.writes).toBeGreaterThan(2);
  for (let failAt = 2; failAt <= whole.writes; failAt++) {
    const first = new MemorySink(failAt);
    await expect(runPass(plan, first, { signal: never })).rejects.toThrow('killed');
    const second = new MemorySink();
    first.shards.forEach((shard, key) => second.shards.set(key, shard));
    reads.length = 0;
    expect(await runPass(plan, second, { signal: never, from: first.state })).toEqual(expected);
    // What was done is not read again.
    const { source, position } = first.state!;
    if (source === 0) expect(reads[0].start).toBe(position);
    for (const { path } of expected.files) expect(Buffer.compare(await second.file(path), await whole.file(path)), `${path}, ${failAt}`).toBe(0);
  }
});

test('stopped by its signal: nothing is written any more once it has said so', async () => {
  const { plan } = await bigPlan();
  for (const stopAt of [0, 9_000_000, 25_000_000]) {
    const control = new AbortController();
    const sink = new MemorySink();
    const onProgress = (done: number): void => (done >= stopAt ? control.abort(new Error('stopped')) : undefined);
    await expect(runPass(plan, sink, { signal: control.signal, onProgress })).rejects.toThrow('stopped');
    const { writes } = sink;
    await new Promise((done) => setTimeout(done, 20));
    expect(sink.writes).toBe(writes);
  }
});

test('a state is plain data that later work does not change', async () => {
  const { plan } = await bigPlan();
  const states: { given: PassState; copy: PassState }[] = [];
  const sink = new MemorySink();
  const write = sink.write.bind(sink);
  sink.write = (shards, state) => {
    states.push({ given: state, copy: structuredClone(state) });
    return write(shards, state);
  };
  await runPass(plan, sink, { signal: never });
  for (const { given, copy } of states) expect(given).toEqual(copy);
});
