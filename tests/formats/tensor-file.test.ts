import fc from 'fast-check';
import { existsSync, openAsBlob, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blobSource, bytesSource, type ByteSource } from '../../src/formats/byte-source';
import { openTensorFile, type TensorFile } from '../../src/formats/tensor-file';
import { writeSafetensors } from '../../src/formats/safetensors';
import { readTensor } from '../../src/formats/tensor-entry';
import { madeFile, rootOf, type MadeFile } from './made/arbitrary';
import { randomBytes, utf8 } from './made/bytes';
import { choices, pickled } from './made/pickle';
import { dict, elementsOf, global, tensorCall, torchLegacy, torchZip, tuple, type MadeStorage } from './made/torch';

const A1111 = new URL('../fixtures/a1111/', import.meta.url);
const REAL = new URL('../../../shared/fixtures/real/', import.meta.url);

const open = async (file: URL): Promise<TensorFile> => openTensorFile(blobSource(await openAsBlob(file)));

async function floats(file: TensorFile, name: string): Promise<Float32Array> {
  const { dtype, bytes } = await readTensor(file.source, file.tensors.get(name)!);
  expect(dtype).toBe('F32');
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

async function expectSame(bytes: Uint8Array, { tensors, values }: MadeFile, format: string): Promise<void> {
  const file = await openTensorFile(bytesSource(bytes));
  expect(file.format).toBe(format);
  expect(file.values).toEqual(Object.fromEntries(values));
  expect([...file.tensors.keys()]).toEqual([...tensors.keys()]);
  for (const [name, tensor] of tensors) {
    const read = await readTensor(file.source, file.tensors.get(name)!);
    expect({ ...read, bytes: Uint8Array.from(read.bytes) }).toEqual({ dtype: tensor.storage.dtype, shape: tensor.shape, bytes: elementsOf(tensor) });
  }
}

describe('generated files', () => {
  const spelling = fc.array(fc.nat(200), { minLength: 1, maxLength: 40 });
  const runs = { seed: 1, numRuns: 600 };

  it('in the zip form are read exactly, stored or deflated, however their pickle is spelled', async () => {
    await fc.assert(fc.asyncProperty(madeFile, spelling, fc.boolean(), fc.boolean(), async (made, numbers, level, deflate) => {
      const pickle = pickled(rootOf(made, level), choices(numbers));
      await expectSame(torchZip(pickle, made.storages, { deflate, wideEnd: level }), made, 'torch-zip');
    }), runs);
  });

  it('in the form before 1.6 are read exactly', async () => {
    await fc.assert(fc.asyncProperty(madeFile, spelling, fc.boolean(), async (made, numbers, level) => {
      const named = new Set([...made.tensors.values()].map(({ storage }) => storage));
      const choose = choices(numbers);
      const pickle = pickled(rootOf(made, level, true), choose, 2);
      await expectSame(torchLegacy(pickle, made.storages.filter((one) => named.has(one)), choose), made, 'torch-legacy');
    }), runs);
  });

  it('in safetensors are read exactly', async () => {
    await fc.assert(fc.asyncProperty(madeFile, async (made) => {
      const contiguous = [...made.tensors].map(([name, one]) => [name, { dtype: one.storage.dtype, shape: one.shape, bytes: elementsOf(one) }] as const);
      const texts = [...made.values].map(([name, value]) => [name, String(value)] as const);
      const file = await openTensorFile(bytesSource(writeSafetensors(new Map(contiguous), Object.fromEntries(texts))));
      expect(file.values).toEqual(Object.fromEntries(texts));
      for (const [name, tensor] of contiguous) expect(await readTensor(file.source, file.tensors.get(name)!)).toEqual(tensor);
      expect(file.tensors.size).toBe(contiguous.length);
    }), runs);
  });
});

describe('views', () => {
  it('of a storage in the old form', async () => {
    const storage: MadeStorage = { key: '9', dtype: 'F32', bytes: randomBytes(40, 1) };
    const id = { persistent: tuple('storage', global('torch', 'FloatStorage'), '9', 'cuda:0', 10, tuple('view', 2, 6)) };
    const tensor = { call: global('torch._utils', '_rebuild_tensor'), args: [id, 1, tuple(2, 2), tuple(1, 2)] };
    const whole = tensorCall({ storage, offset: 0, shape: [10], strides: [1] }, true);
    const file = await openTensorFile(bytesSource(torchLegacy(pickled(dict({ tensor, whole })), [storage])));
    const part = { storage, offset: 3, shape: [2, 2], strides: [1, 2] };
    expect(Uint8Array.from((await readTensor(file.source, file.tensors.get('tensor')!)).bytes)).toEqual(elementsOf(part));
  });

  it('of types without a storage of their own', async () => {
    const bytes = randomBytes(8, 2);
    const id = { persistent: tuple('storage', global('torch.storage', 'UntypedStorage'), '0', 'cpu', 8) };
    const args = [id, 1, tuple(3), tuple(1), false, null, global('torch', 'uint16')];
    const tensor = { call: global('torch._utils', '_rebuild_tensor_v3'), args };
    const typed = { call: global('torch._tensor', '_rebuild_from_type_v2'), args: [global('torch._utils', '_rebuild_tensor_v3'), global('torch.nn.parameter', 'Parameter'), tuple(...args), dict({})] };
    const file = await openTensorFile(bytesSource(torchZip(pickled(dict({ tensor, typed })), [{ key: '0', dtype: 'U8', bytes }])));
    for (const name of ['tensor', 'typed']) {
      expect(await readTensor(file.source, file.tensors.get(name)!)).toEqual({ dtype: 'U16', shape: [3], bytes: bytes.subarray(2) });
    }
  });

  it('of a long storage are read in blocks', async () => {
    const [rows, columns] = [3000, 4000];
    const bytes = randomBytes(rows * columns, 3);
    let largest = 0;
    const source: ByteSource = {
      size: bytes.length,
      read(start, end) {
        largest = Math.max(largest, end - start);
        return bytesSource(bytes).read(start, end);
      },
    };
    const column = { dtype: 'U8', shape: [rows, 2], start: 5, end: bytes.length - columns + 7, strides: [columns, 1] } as const;
    const expected = Uint8Array.from({ length: rows * 2 }, (_, i) => bytes[(i >> 1) * columns + 5 + (i & 1)]);
    expect(Buffer.compare((await readTensor(source, column)).bytes, expected)).toBe(0);
    const transposed = { dtype: 'U16', shape: [columns / 2, rows], start: 0, end: bytes.length, strides: [1, columns / 2] } as const;
    const turned = new Uint16Array((await readTensor(source, transposed)).bytes.buffer);
    const words = new Uint16Array(bytes.buffer);
    expect(turned.every((word, i) => word === words[(i % rows) * (columns / 2) + Math.floor(i / rows)])).toBe(true);
    expect(largest).toBeLessThanOrEqual(8 * 2 ** 20);
  });
});

describe('embeddings that people have', () => {
  it('of the synthetic word agree in every container', async () => {
    const sine = Float32Array.from({ length: 2 * 768 }, (_, i) => Math.fround(Math.sin(Math.fround(i * 0.0137 - 5.1)) * 0.05));
    for (const [name, format] of [['test-emb', 'torch-zip'], ['min_stored', 'torch-zip'], ['min_defl', 'torch-zip'], ['legacy', 'torch-legacy']]) {
      const file = await open(new URL(`${name}.pt`, A1111));
      expect(file.format).toBe(format);
      expect(file.values).toEqual({ 'string_to_token.*': 265, name: 'test-emb', step: 99, sd_checkpoint: '0123456789', sd_checkpoint_name: 'model' });
      const values = await floats(file, 'string_to_param.*');
      expect(file.tensors.get('string_to_param.*')!.shape).toEqual([2, 768]);
      const worst = Math.max(...values.map((value, i) => Math.abs(value - sine[i])));
      // torch's sine and this one's differ in the last bit
      expect(worst).toBeLessThan(1e-7);
    }
  });

  it('that A1111 is known to load', async () => {
    const file = await open(new URL('hand.pt', A1111));
    expect(file.values).toEqual({ 'string_to_token.*': 265, name: 'héllo' });
    expect(file.tensors.get('string_to_param.*')).toMatchObject({ dtype: 'F32', shape: [2, 768] });
  });

  it.skipIf(!existsSync(REAL))('from the net', async () => {
    const said = await Promise.all(readdirSync(REAL).sort().map(async (name) => {
      const file = await open(new URL(name, REAL));
      const tensors = await Promise.all([...file.tensors.values()].map((entry) => readTensor(file.source, entry)));
      return [name, tensors.map(({ dtype, shape, bytes }) => `${dtype} ${shape.join('x')} ${bytes.some((byte) => byte !== 0)}`).join()];
    }));
    expect(Object.fromEntries(said)).toEqual({
      'a1111-8-vectors.pt': 'F32 8x768 true',
      'aivazovsky.pt': 'F16 1x768 true',
      'sac_8plus.pt': 'F32 768 true',
      'sdxl-script.pt': 'BF16 768 true,BF16 1280 true',
    });
  });
});

describe('files that are something else', () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 4265380512\n';
  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'tensor-file.empty'],
    ['a pointer of Git LFS', utf8(pointer), 'tensor-file.pointer'],
    ['a web page', utf8('\n<!DOCTYPE html><html>'), 'tensor-file.web-page'],
    ['a web page in capitals', utf8('<HTML><body>'), 'tensor-file.web-page'],
    ['a picture', new Uint8Array(readFileSync(new URL('../../docs/screenshot.png', import.meta.url))), 'tensor-file.unknown'],
    ['three bytes', utf8('abc'), 'tensor-file.unknown'],
    ['a pickle that is not of torch', pickled(dict({ a: 1 })), 'tensor-file.unknown'],
    ['a zip of something else', utf8('PK\x03\x04'), 'zip.damaged'],
  ])('%s', async (_, bytes, code) => {
    await expect(openTensorFile(bytesSource(bytes))).rejects.toMatchObject({ code });
  });
});
