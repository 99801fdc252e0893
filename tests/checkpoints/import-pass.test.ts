import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Checkpoint } from '../../src/checkpoints/checkpoint';
import type { Precision } from '../../src/checkpoints/import-convert';
import { runPass, type PassOptions } from '../../src/checkpoints/import-pass';
import { planImport } from '../../src/checkpoints/import-plan';
import { bytesSource, type ByteSource } from '../../src/formats/byte-source';
import { contentHashOf } from '../../src/formats/content-hash';
import { bfloatToFloat, floatToHalf, halfToFloat } from '../../src/formats/half';
import { readHeader, readTensor } from '../../src/formats/safetensors';
import type { RawTensor, TensorEntry } from '../../src/formats/tensor-entry';
import { checkpointOf, MemorySink, mixedTensors, numbersOf, raw, safetensorsCheckpoint } from './import-cases';

const never = new AbortController().signal;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function imported(checkpoint: Checkpoint, precision: Precision = 'f16', options: Partial<PassOptions> = {}, sink = new MemorySink()) {
  const plan = planImport(checkpoint, precision);
  const result = await runPass(plan, sink, { signal: never, ...options });
  return { plan, sink, ...result };
}

/** The values of a tensor as they should be stored. */
function stored({ dtype, bytes }: RawTensor, precision: Precision): number[] {
  const { buffer } = bytes.slice();
  const floats = { F64: () => new Float32Array(new Float64Array(buffer)), F32: () => new Float32Array(buffer), F16: () => halfToFloat(new Uint16Array(buffer)), BF16: () => bfloatToFloat(new Uint16Array(buffer)) }[dtype as 'F64']();
  return [...(precision === 'f16' ? halfToFloat(floatToHalf(floats)) : floats)];
}

async function valuesIn(file: Uint8Array, name: string): Promise<{ shape: readonly number[]; values: number[] }> {
  const source = bytesSource(file);
  const entry = (await readHeader(source)).get(name)!;
  const { bytes, dtype } = await readTensor(source, entry);
  const { buffer } = bytes.slice();
  return { shape: entry.shape, values: [...(dtype === 'F16' ? halfToFloat(new Uint16Array(buffer)) : new Float32Array(buffer))] };
}

test.each<Precision>(['f16', 'f32'])('every number type becomes %s, value by value; counters are left out', async (precision) => {
  const tensors = mixedTensors();
  const { checkpoint } = await safetensorsCheckpoint(tensors);
  const { plan, sink, files } = await imported(checkpoint, precision);
  for (const [name, tensor] of tensors) {
    if (tensor.dtype === 'I64') continue;
    const [component, rest] = [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)];
    const file = await sink.file(plan.files.find(({ path }) => path.startsWith(component))!.path);
    expect(await valuesIn(file, rest), name).toEqual({ shape: tensor.shape, values: stored(tensor, precision) });
  }
  for (const { path, bytes } of files) expect((await sink.file(path)).length).toBe(bytes);
  const held = files.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(plan.storedBytes).toBe(held + 2);
  expect((await readHeader(bytesSource(await sink.file('text_encoder/model.safetensors')))).has('position_ids')).toBe(false);
});

test('the file is known by its SHA-256, and by A1111’s older hash of the 64 KiB at 1 MiB', async () => {
  const { bytes, checkpoint } = await safetensorsCheckpoint(mixedTensors(8000));
  expect(bytes.length).toBeGreaterThan(0x110000);
  const { hashes } = await imported(checkpoint);
  expect(hashes).toEqual({ sha256: sha256(bytes), legacyHash: sha256(bytes.subarray(0x100000, 0x110000)).slice(0, 8) });
});

test('the content hash is that of the file as it lies there, and does not depend on the order in the source', async () => {
  const tensors = mixedTensors();
  const first = await imported((await safetensorsCheckpoint(tensors)).checkpoint);
  const second = await imported((await safetensorsCheckpoint(new Map([...tensors].reverse()))).checkpoint);
  expect(await second.sink.file(first.files[1].path)).not.toEqual(await first.sink.file(first.files[1].path));
  expect(second.files.map(({ content }) => content)).toEqual(first.files.map(({ content }) => content));
  for (const { path, content } of first.files) expect(await contentHashOf(bytesSource(await first.sink.file(path)))).toBe(content);
});

test('the content hash tells values, names, types and shapes apart, but not a linear layer from a 1×1 convolution', async () => {
  const hash = async (name: string, shape: number[], values: number[], precision: Precision = 'f16') =>
    (await imported((await safetensorsCheckpoint(new Map([[`unet/${name}`, raw('F32', shape, values)]]))).checkpoint, precision)).files[0].content;
  const plain = await hash('a', [2, 2], [1, 2, 3, 4]);
  expect(await hash('a', [2, 2, 1, 1], [1, 2, 3, 4])).toBe(plain);
  const others = [await hash('b', [2, 2], [1, 2, 3, 4]), await hash('a', [4], [1, 2, 3, 4]), await hash('a', [2, 2], [1, 2, 3, 5]), await hash('a', [2, 2], [1, 2, 3, 4], 'f32')];
  expect(new Set([plain, ...others]).size).toBe(5);
});

/** An address: its pieces are of any length, and cut numbers in two. */
function trickle(bytes: Uint8Array, sizes: number[]): ByteSource & { stream(start: number): AsyncIterable<Uint8Array> } {
  return {
    ...bytesSource(bytes),
    async *stream(start) {
      for (let at = start, i = 0; at < bytes.length; i++) {
        const piece = bytes.slice(at, at + sizes[i % sizes.length]);
        yield piece;
        at += piece.length;
      }
    },
  };
}

test('pieces of any length give the same bytes', async () => {
  const { bytes, checkpoint } = await safetensorsCheckpoint(mixedTensors());
  const whole = await imported(checkpoint);
  const source = trickle(bytes, [1, 3, 7, 2, 31, 5]);
  const again = await imported(checkpointOf(source, await readHeader(source)));
  expect(again.files).toEqual(whole.files);
  expect(again.hashes).toEqual(whole.hashes);
  for (const { path } of whole.files) expect(await again.sink.file(path)).toEqual(await whole.sink.file(path));
});

test('tensors that share bytes, lie strided or are empty come after the pass', async () => {
  const values = Float32Array.from(numbersOf(12));
  const source = bytesSource(new Uint8Array(values.buffer));
  const whole = { dtype: 'F32', shape: [3, 4], start: 0, end: 48 } as const;
  const checkpoint = checkpointOf(source, new Map<string, TensorEntry>([
    ['unet/whole', whole],
    ['unet/tied', whole],
    ['unet/row', { ...whole, shape: [4], start: 16, end: 32 }],
    ['unet/turned', { ...whole, shape: [4, 3], strides: [1, 4] }],
    ['unet/empty', { ...whole, shape: [0, 4], end: 0 }],
    ['vae/same', whole],
  ]));
  const { sink, plan } = await imported(checkpoint, 'f32');
  expect(plan.files.map(({ passed }) => passed)).toEqual([1, 1]);
  const file = await sink.file('unet/diffusion_pytorch_model.safetensors');
  expect((await valuesIn(file, 'tied')).values).toEqual([...values]);
  expect((await valuesIn(file, 'row')).values).toEqual([...values.subarray(4, 8)]);
  expect((await valuesIn(file, 'turned')).values).toEqual([0, 1, 2, 3].flatMap((c) => [0, 1, 2].map((r) => values[r * 4 + c])));
  expect(await valuesIn(file, 'empty')).toEqual({ shape: [0, 4], values: [] });
  expect((await valuesIn(await sink.file('vae/diffusion_pytorch_model.safetensors'), 'same')).values).toEqual([...values]);
});

test('several files are read one after the other, and have no hash of one', async () => {
  const made = await Promise.all([['unet/a', 1], ['unet/b', 2]].map(([name, seed]) =>
    safetensorsCheckpoint(new Map([[name as string, raw('F32', [3], numbersOf(3, seed as number))]]))));
  const [first, second] = made.map(({ checkpoint }) => checkpoint);
  const weights = { unet: new Map([...first.weights.unet!, ...second.weights.unet!]) };
  const { sink, files, hashes } = await imported({ ...first, weights, sources: [...first.sources, ...second.sources] }, 'f32');
  expect(hashes).toBeUndefined();
  const file = await sink.file(files[0].path);
  for (const [name, seed] of [['a', 1], ['b', 2]] as const) expect((await valuesIn(file, name)).values).toEqual([...Float32Array.from(numbersOf(3, seed))]);
});

test('a number too large for f16 stops the import with the tensor’s name; f32 takes it; infinities stay', async () => {
  const { checkpoint } = await safetensorsCheckpoint(new Map([['unet/big', raw('F32', [3], [1, -70000, 2])]]));
  await expect(imported(checkpoint)).rejects.toMatchObject({ code: 'model.overflow', values: { name: 'big', dtype: 'f16' } });
  const { sink, files } = await imported(checkpoint, 'f32');
  expect((await valuesIn(await sink.file(files[0].path), 'big')).values).toEqual([1, -70000, 2]);
  const infinite = await safetensorsCheckpoint(new Map([['unet/big', raw('F32', [3], [1, -Infinity, 65519])]]));
  const kept = await imported(infinite.checkpoint);
  expect((await valuesIn(await kept.sink.file(kept.files[0].path), 'big')).values).toEqual([1, -Infinity, 65504]);
  const double = await safetensorsCheckpoint(new Map([['unet/big', raw('F64', [1], [1e300])]]));
  await expect(imported(double.checkpoint, 'f32')).rejects.toMatchObject({ code: 'model.overflow', values: { dtype: 'f32' } });
});

test('numbers of a type that is not read here are named', async () => {
  const bytes = new Uint8Array(4);
  const { checkpoint } = await safetensorsCheckpoint(new Map([['unet/eight', { dtype: 'F8_E4M3', shape: [4], bytes }]]));
  await expect(imported(checkpoint)).rejects.toMatchObject({ code: 'model.dtype', values: { name: 'unet/eight', dtype: 'F8_E4M3' } });
});
