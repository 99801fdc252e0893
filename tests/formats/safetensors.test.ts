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

describe('tensors without elements', () => {
  it('may have any other sizes, and lie anywhere between the others', async () => {
    const empty = { x: entry('F16', [2], 0, 4), a: entry('F32', [0, 2 ** 50], 0, 0), b: entry('F32', [2 ** 52, 2 ** 52, 0], 4, 4), y: entry('U8', [1], 4, 5) };
    const source = bytesSource(fileOf(empty, 5));
    const index = await readHeader(source);
    expect((await readTensor(source, index.get('b')!)).bytes.length).toBe(0);
    expect(index.get('y')!.end).toBe(source.size);
  });

  it('and 32 dimensions are read', async () => {
    const index = await readHeader(bytesSource(fileOf({ x: entry('F16', [...Array(31).fill(1), 2], 0, 4) }, 4)));
    expect(index.get('x')!.shape.length).toBe(32);
  });

  it('names that are special in JavaScript are names', async () => {
    const names = ['__proto__', 'constructor', 'toString', '0'];
    const text = names.map((name, i) => `"${name}":{"dtype":"U8","shape":[1],"data_offsets":[${i},${i + 1}]}`).join();
    const index = await readHeader(bytesSource(fileOf(`{${text}}`, 4)));
    expect([...index.keys()].sort()).toEqual(names.sort());
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
    ['header longer than 100 MB', Uint8Array.of(1, 0xe1, 0xf5, 5, 0, 0, 0, 0), 'safetensors.header'],
    ['header of 100 MB that is not there', Uint8Array.of(0, 0xe1, 0xf5, 5, 0, 0, 0, 0), 'safetensors.truncated'],
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
    ['product beyond 2^53', fileOf({ x: entry('F16', [2 ** 30, 2 ** 30, 2], 0, 4) }, 4), 'safetensors.tensor'],
    ['product that is 0 modulo 2^64', fileOf({ x: entry('U8', [2 ** 32, 2 ** 32], 0, 0) }, 0), 'safetensors.tensor'],
    ['product beyond every number', fileOf({ x: entry('U8', Array(32).fill(2 ** 40), 0, 4) }, 4), 'safetensors.tensor'],
    ['sizes beyond 2^53', fileOf('{"x":{"dtype":"U8","shape":[18446744073709551615],"data_offsets":[0,4]}}', 4), 'safetensors.tensor'],
    ['offsets beyond 2^53', fileOf('{"x":{"dtype":"U8","shape":[4],"data_offsets":[18446744073709551612,18446744073709551616]}}', 4), 'safetensors.tensor'],
    ['infinite offsets', fileOf('{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,1e999]}}', 4), 'safetensors.tensor'],
    ['33 dimensions', fileOf({ x: entry('F16', [...Array(32).fill(1), 2], 0, 4) }, 4), 'safetensors.tensor'],
    ['a tensor twice', fileOf('{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', 2), 'safetensors.tensor'],
    ['a tensor twice, spelled in two ways', fileOf('{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0078":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'), 'safetensors.tensor'],
    ['a field twice', fileOf('{"x":{"dtype":"U8","shape":[4],"shape":[2],"data_offsets":[0,2]}}', 2), 'safetensors.tensor'],
    ['nested too deep', fileOf('['.repeat(1_000_000)), 'safetensors.header'],
    ['objects nested too deep', fileOf('{"a":'.repeat(100)), 'safetensors.header'],
    ['five million items', fileOf(`{"__metadata__":[${'0,'.repeat(5_000_000)}0]}`), 'safetensors.header'],
    ['a string without an end', fileOf('{"x'), 'safetensors.header'],
    ['bytes that are no UTF-8', fileOf('{"x":1}').map((byte) => (byte === 0x78 ? 0xff : byte)), 'safetensors.header'],
    ['an empty tensor inside another', fileOf({ ...good, y: entry('F16', [0], 2, 2) }, 4), 'safetensors.layout'],
    ['an empty tensor behind the end', fileOf({ ...good, y: entry('F16', [0], 6, 6) }, 4), 'safetensors.truncated'],
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
