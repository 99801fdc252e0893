import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blobSource, bytesSource } from '../../src/formats/byte-source';
import { type RawTensor, readHeader, readMetadata, readTensor, writeSafetensors } from '../../src/formats/safetensors';

const nano = new URL('../fixtures/nano/vae/diffusion_pytorch_model.safetensors', import.meta.url);

/** A file with this header and this many bytes behind it. */
function fileOf(header: unknown, dataBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  return file;
}

const failureOf = (file: Uint8Array) => readHeader(bytesSource(file)).then(() => 'read', (failure) => failure.code);
const entry = (dtype: string, shape: number[], ...data_offsets: number[]) => ({ dtype, shape, data_offsets });

const sample = new Map<string, RawTensor>([
  ['first', { dtype: 'F32', shape: [2, 1], bytes: new Uint8Array(Float32Array.of(1.5, -2).buffer) }],
  ['scalar', { dtype: 'I64', shape: [], bytes: Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0) }],
  ['空', { dtype: 'BF16', shape: [0, 3], bytes: new Uint8Array(0) }],
]);

describe('reading', () => {
  it('finds every tensor of a file that PyTorch wrote, through bytes and through a Blob alike', async () => {
    const bytes = new Uint8Array(readFileSync(nano));
    const index = await readHeader(bytesSource(bytes));
    expect(index.get('decoder.conv_out.weight')?.shape).toEqual([3, 16, 3, 3]);
    expect(await readHeader(blobSource(new Blob([bytes])))).toEqual(index);
    const ends = [...index.values()].map(({ end }) => end);
    expect(Math.max(...ends)).toBe(bytes.length);
  });

  it('reads one tensor', async () => {
    const source = bytesSource(writeSafetensors(sample));
    const index = await readHeader(source);
    expect(await readTensor(source, index.get('scalar')!)).toEqual(sample.get('scalar'));
  });

  it('reads the metadata and skips what is no string', async () => {
    const file = fileOf({ __metadata__: { format: 'pt', bad: 3 } });
    expect(await readMetadata(bytesSource(file))).toEqual({ format: 'pt' });
    expect((await readHeader(bytesSource(file))).size).toBe(0);
  });
});

describe('writing', () => {
  it('is read back with order, shapes, bytes and metadata', async () => {
    const source = bytesSource(writeSafetensors(sample, { name: 'ö' }));
    const index = await readHeader(source);
    expect([...index.keys()]).toEqual([...sample.keys()]);
    for (const [name, tensor] of sample) expect(await readTensor(source, index.get(name)!)).toEqual(tensor);
    expect(await readMetadata(source)).toEqual({ name: 'ö' });
  });

  it('begins the data at a multiple of 8', async () => {
    for (const name of ['a', 'ab', 'abc']) {
      const index = await readHeader(bytesSource(writeSafetensors(new Map([[name, sample.get('scalar')!]]))));
      expect(index.get(name)!.start % 8).toBe(0);
    }
  });

  it('refuses bytes that do not fill the shape', () => {
    expect(() => writeSafetensors(new Map([['x', { dtype: 'F16', shape: [3], bytes: new Uint8Array(4) }]])))
      .toThrow('safetensors.tensor {"name":"x"}');
  });
});

describe('bad files', () => {
  const good = { x: entry('F16', [2], 0, 4) };
  it.each<[string, Uint8Array, string]>([
    ['empty', new Uint8Array(0), 'safetensors.truncated'],
    ['header cut', fileOf(good, 4).subarray(0, 20), 'safetensors.truncated'],
    ['data cut', fileOf(good, 3), 'safetensors.truncated'],
    ['header longer than 25 MB', Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0), 'safetensors.header'],
    ['header length beyond 2^53', new Uint8Array(8).fill(255), 'safetensors.header'],
    ['not JSON', fileOf('{"x":'), 'safetensors.header'],
    ['a list', fileOf([]), 'safetensors.header'],
    ['null', fileOf('null'), 'safetensors.header'],
    ['unknown dtype', fileOf({ x: entry('F12', [2], 0, 4) }, 4), 'safetensors.tensor'],
    ['dtype of the prototype', fileOf({ x: entry('toString', [2], 0, 4) }, 4), 'safetensors.tensor'],
    ['negative size', fileOf({ x: entry('F16', [-2], 0, 4) }, 4), 'safetensors.tensor'],
    ['fractional size', fileOf({ x: entry('F16', [0.5], 0, 1) }, 1), 'safetensors.tensor'],
    ['size unlike shape', fileOf({ x: entry('F16', [3], 0, 4) }, 4), 'safetensors.tensor'],
    ['end before start', fileOf({ x: entry('F16', [2], 4, 0) }, 4), 'safetensors.tensor'],
    ['one offset', fileOf({ x: entry('F16', [2], 4) }, 4), 'safetensors.tensor'],
    ['null entry', fileOf({ x: null }), 'safetensors.tensor'],
    ['overlap', fileOf({ ...good, y: entry('F16', [2], 2, 6) }, 6), 'safetensors.layout'],
    ['gap', fileOf({ ...good, y: entry('F16', [2], 6, 10) }, 10), 'safetensors.layout'],
    ['tail', fileOf(good, 5), 'safetensors.layout'],
  ])('%s', async (_, file, code) => {
    expect(await failureOf(file)).toBe(code);
  });

  it('a range outside the source', async () => {
    for (const source of [bytesSource(new Uint8Array(4)), blobSource(new Blob([new Uint8Array(4)]))]) {
      await expect(source.read(2, 5)).rejects.toMatchObject({ code: 'file.truncated' });
      await expect(source.read(-1, 2)).rejects.toMatchObject({ code: 'file.truncated' });
    }
  });
});
