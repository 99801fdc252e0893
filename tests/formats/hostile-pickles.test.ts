/**
 * Pickles that are made to do harm: to run code, or to take all memory or time. Each must stop with its code in the zip
 * form and in the form before 1.6, within a second, and a second more for each megabyte. (Memory: see fuzz/.)
 */
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../src/formats/byte-source';
import { openTensorFile } from '../../src/formats/tensor-file';
import { hungriest } from './fuzz/hungry';
import { watch } from './fuzz/watch';
import { join, latin1, uint, utf8 } from './made/bytes';
import { op, pickled, unicode, type Made } from './made/pickle';
import { dict, global, tensorCall, torchLegacy, torchZip, tuple, type MadeStorage, type MadeTensor } from './made/torch';
import { zipped } from './made/zip';

const storage: MadeStorage = { key: '0', dtype: 'F32', bytes: new Uint8Array(24) };
const repeat = (text: string, count: number): Uint8Array => latin1(text.repeat(count));
const stream = (...parts: Uint8Array[]): Uint8Array => join([op('\x80\x02'), ...parts, op('.')]);
const call = (module: string, name: string, ...args: Made[]): Uint8Array => pickled({ call: global(module, name), args });

async function outcome(file: Uint8Array): Promise<{ code: string; values: Record<string, unknown> }> {
  const before = performance.now();
  const result = await openTensorFile(bytesSource(file)).then(() => ({ code: 'read', values: {} }), (failure) => failure);
  expect(performance.now() - before).toBeLessThan(1000 + file.length / 1000);
  return { code: result.code ?? String(result), values: result.values };
}

async function bothForms(pickle: Uint8Array): Promise<string[]> {
  const files = [torchZip(pickle, [storage]), torchLegacy(pickle, [storage])];
  return Promise.all(files.map(async (file) => (await outcome(file)).code));
}

describe('code to run', () => {
  it.each<[string, Uint8Array]>([
    ['os.system', call('os', 'system', 'touch /tmp/hurt')],
    ['posix.system', call('posix', 'system', 'true')],
    ['nt.system', call('nt', 'system', 'true')],
    ['subprocess.Popen', call('subprocess', 'Popen', 'true')],
    ['builtins.eval', call('builtins', 'eval', '1')],
    ['builtins.exec', call('builtins', 'exec', '1')],
    ['__builtin__.eval', call('__builtin__', 'eval', '1')],
    ['builtins.getattr', call('builtins', 'getattr', 'a', 'b')],
    ['builtins.__import__', call('builtins', '__import__', 'os')],
    ['copyreg.add_extension', call('copyreg', 'add_extension', 'os', 'system', 1)],
    ['copyreg._reconstructor', call('copyreg', '_reconstructor', global('torch', 'Tensor'), null, null)],
    ['copy_reg._reconstructor', call('copy_reg', '_reconstructor')],
    ['torch.load', call('torch', 'load', 'x')],
    ['torch.hub.load', call('torch.hub', 'load', 'x')],
    ['torch._utils.__builtins__', call('torch._utils', '__builtins__')],
    ['torch._utils._rebuild_tensor_v2.__globals__', call('torch._utils', '_rebuild_tensor_v2.__globals__')],
    ['collections.OrderedDict.__reduce__', call('collections', 'OrderedDict.__reduce__')],
    ['numpy.testing._private.utils.runstring', call('numpy.testing._private.utils', 'runstring', '1')],
    ['pytorch_lightningx.a', call('pytorch_lightningx', 'a')],
    ['torch.__proto__', call('torch', '__proto__')],
    ['.constructor', call('', 'constructor')],
    ['webbrowser.open', stream(op('(S\'x\'\niwebbrowser\nopen\n'))],
    ['runpy.run_path', stream(op('(crunpy\nrun_path\nNo'))],
    ['shutil.rmtree', stream(unicode('shutil'), unicode('rmtree'), op('\x93'))],
  ])('%s', async (name, pickle) => {
    for (const file of [torchZip(pickle, [storage]), torchLegacy(pickle, [storage])]) {
      expect(await outcome(file)).toMatchObject({ code: 'pickle.global', values: { name } });
    }
  });

  it('inside what is carried along unseen', async () => {
    const callback: Made = { call: global('pytorch_lightning.callbacks', 'Checkpoint'), args: [] };
    const hidden: Made = { build: callback, state: { call: global('os', 'system'), args: ['true'] } };
    expect(await bothForms(pickled(dict({ callbacks: hidden })))).toEqual(['pickle.global', 'pickle.global']);
  });

  it('in the pickles before and after the object of the old form', async () => {
    const evil = call('os', 'system', 'true');
    const whole = torchLegacy(pickled(dict({})), []);
    const keys = pickled({ list: [] });
    expect(await outcome(join([whole.subarray(0, whole.length - keys.length), evil]))).toMatchObject({ code: 'pickle.global' });
    const magic = whole.subarray(0, 15);
    expect(await outcome(join([magic, evil]))).toMatchObject({ code: 'pickle.global' });
  });

  it('shows a name of any length in 200 characters', async () => {
    const { values } = await outcome(torchZip(call('x'.repeat(5000), 'y'), []));
    expect(values).toEqual({ name: 'x'.repeat(200) });
  });
});

/** Lists of two references to the list before: 2^levels values in a few bytes. */
function laughs(levels: number, leaf: Uint8Array, open = ']', close = 'e'): Uint8Array {
  const level = (i: number): Uint8Array => join([op(open), op('('), op('h', uint(i, 1)), op('h', uint(i, 1)), op(close), op('q', uint(i + 1, 1))]);
  return stream(leaf, op('q', uint(0, 1)), ...Array.from({ length: levels }, (_, i) => level(i)));
}

/** The same as dictionaries, under two keys. */
function laughingDicts(levels: number): Uint8Array {
  const level = (i: number): Uint8Array => join([op('}('), op('K\x00'), op('h', uint(i, 1)), op('K\x01'), op('h', uint(i, 1)), op('u'), op('q', uint(i + 1, 1))]);
  return stream(op('}q\x00'), ...Array.from({ length: levels }, (_, i) => level(i)));
}

describe('bombs', () => {
  const MANY = 3_000_000;
  const orderedDict = op('ccollections\nOrderedDict\n');
  it.each<[string, Uint8Array, string]>([
    ['a billion laughs of lists', laughs(40, op(']')), 'pickle.bounds'],
    ['of tuples', laughs(40, op(']'), '', 't'), 'pickle.bounds'],
    ['of dictionaries', laughingDicts(40), 'pickle.bounds'],
    ['a list in itself', stream(op(']q\x00h\x00a')), 'pickle.bounds'],
    ['a dictionary in itself', stream(op('}q\x00K\x01h\x00s')), 'pickle.bounds'],
    ['lists nested deep', stream(repeat(']', 5000), repeat('a', 4999)), 'pickle.bounds'],
    ['tuples nested deep', stream(op(')'), repeat('\x85', MANY)), 'pickle.bounds'],
    ['dictionaries nested deep', stream(repeat('}K\x01', 5000), op('N'), repeat('s', 5000)), 'pickle.bounds'],
    ['marks nested deep', stream(repeat('(', 100_000)), 'pickle.bounds'],
    ['a stack without end', stream(repeat('N', MANY)), 'pickle.bounds'],
    ['a memo index of 2^32 - 1', stream(op('Nr', uint(0xffffffff, 4))), 'pickle.bounds'],
    ['a memo index of 20 digits', stream(op('Np99999999999999999999\n')), 'pickle.damaged'],
    ['a negative memo index', stream(op('Np-1\n')), 'pickle.bounds'],
    ['text of 2^60 bytes', stream(op('\x8d', uint(2n ** 60n, 8))), 'pickle.truncated'],
    ['text of 2^64 - 1 bytes', stream(op('\x8d', uint(2n ** 64n - 1n, 8))), 'pickle.truncated'],
    ['text of 2^32 - 1 bytes', stream(op('X', uint(2n ** 32n - 1n, 4))), 'pickle.truncated'],
    ['bytes of 2^60', stream(op('\x8e', uint(2n ** 60n, 8))), 'pickle.truncated'],
    ['a byte array of 2^60', stream(op('\x96', uint(2n ** 60n, 8))), 'pickle.truncated'],
    ['a frame of 2^60', stream(op('\x95', uint(2n ** 60n, 8))), 'pickle.truncated'],
    ['a long of 2 GB', stream(op('\x8b', uint(0x7fffffff, 4))), 'pickle.bounds'],
    ['a long of negative length', stream(op('\x8b', uint(0xffffffff, 4))), 'pickle.bounds'],
    ['a long of 3 MB', stream(op('\x8b', uint(MANY, 4)), repeat('\x7f', MANY)), 'pickle.bounds'],
    ['a number of 3,000,000 digits', stream(op('I'), repeat('9', MANY), op('\n')), 'pickle.bounds'],
    ['a str of 3,000,000 characters on a line', stream(op("S'"), repeat('a', MANY), op("'\n")), 'pickle.bounds'],
    ['one long list copied again and again', stream(orderedDict, op('q\x00'), unicode('a'), op('q\x010]('), repeat('h\x01)\x86', 300_000), op('e\x85q\x020'), repeat('h\x00h\x02R0', 300_000)), 'pickle.bounds'],
    ['one long text copied again and again', stream(op('c_codecs\nencode\nq\x00'), unicode('a'.repeat(1_000_000)), op('\x85q\x010'), repeat('h\x00h\x01R0', 300_000)), 'pickle.bounds'],
    ['a name of a million characters, nested', stream(unicode('k'.repeat(1_000_000)), op('q\x000'), repeat('}h\x00', 40), op(']'), repeat('s', 40)), 'pickle.bounds'],
  ])('%s', async (_, pickle, code) => {
    expect(await bothForms(pickle)).toEqual([code, code]);
  });

  it('a pickle beyond 4 MB: the old form does not say how long it is and is read as far as a pickle may go', async () => {
    expect(await bothForms(stream(repeat('N0', 2_100_000)))).toEqual(['zip.too-large', 'pickle.bounds']);
  });
});

describe('bombs packed in the zip to a few kB', () => {
  const bombs = hungriest('beyond');

  it('are as small as that', () => {
    expect(bombs.length).toBeGreaterThan(10);
    for (const bomb of bombs) {
      expect(bomb.length).toBeGreaterThan(4_180_000);
      expect(torchZip(bomb, [], { deflate: true }).length).toBeLessThan(16_000);
    }
  });

  it('stop within a second and 160 MB of heap each', async () => {
    const { failure, outcomes } = await watch({ target: 'bombs', count: bombs.length, megabytes: 160, limit: 1000 });
    expect(failure).toBeUndefined();
    expect(outcomes).toEqual({ 'pickle.bounds': bombs.length });
  }, 60_000);

  it('and names: one dictionary of many numbers under many long names', async () => {
    const numbers = join(Array.from({ length: 3000 }, (_, i) => op('M', uint(i, 2), op('K\x01'))));
    const names = join(Array.from({ length: 90 }, (_, i) => join([unicode('k'.repeat(4000) + i), op('h\0')])));
    const pickle = stream(op('}q\0('), numbers, op('u0}('), names, op('u'));
    expect((await outcome(torchZip(pickle, [], { deflate: true }))).code).toBe('pickle.bounds');
  });
});

describe('tensors that are not there', () => {
  const view = (change: Partial<MadeTensor>): Made => tensorCall({ storage, offset: 0, shape: [6], strides: [1], ...change });
  const id = (...fields: Made[]): Made => ({ persistent: tuple('storage', global('torch', 'FloatStorage'), ...fields) });
  const rebuilt = (stored: Made, ...rest: Made[]): Made => ({ call: global('torch._utils', '_rebuild_tensor_v2'), args: [stored, ...rest] });
  const sizes = Array.from({ length: 32 }, () => 2);
  it.each<[string, Made, string]>([
    ['larger than their storage', view({ shape: [7] }), 'torch.tensor'],
    ['beyond their storage', view({ offset: 1 }), 'torch.tensor'],
    ['of an offset beyond it, empty', view({ offset: 7, shape: [0] }), 'torch.tensor'],
    ['of a negative offset', view({ offset: -1 }), 'torch.tensor'],
    ['of an offset of 2^53', view({ offset: 2 ** 53 - 1 }), 'torch.tensor'],
    ['of a negative size', view({ shape: [-6] }), 'torch.tensor'],
    ['of two negative sizes', view({ shape: [-2, -3], strides: [3, 1] }), 'torch.tensor'],
    ['of a negative stride', view({ strides: [-1], offset: 5 }), 'torch.tensor'],
    ['of strides beyond it', view({ shape: [2], strides: [6] }), 'torch.tensor'],
    ['of a stride of 2^53', view({ shape: [2], strides: [2 ** 53 - 1] }), 'torch.tensor'],
    ['expanded to 2^60 elements', view({ shape: [2 ** 30, 2 ** 30], strides: [0, 0] }), 'torch.tensor'],
    ['expanded to more than their storage', view({ shape: [7], strides: [0] }), 'torch.tensor'],
    ['of a product beyond 2^53', view({ shape: [2 ** 40, 2 ** 40], strides: [0, 0] }), 'torch.tensor'],
    ['of 2^32 elements in 32 dimensions', view({ shape: sizes, strides: sizes.map(() => 0) }), 'torch.tensor'],
    ['of 33 dimensions', view({ shape: [...sizes, 1], strides: [...sizes, 1] }), 'pickle.damaged'],
    ['of a size that is no integer', rebuilt(id('0', 'cpu', 6), 0, tuple(1.5), tuple(1)), 'pickle.damaged'],
    ['of a size beyond 2^53', rebuilt(id('0', 'cpu', 6), 0, tuple(2n ** 60n), tuple(1)), 'pickle.damaged'],
    ['of fewer strides than sizes', rebuilt(id('0', 'cpu', 6), 0, tuple(2, 3), tuple(1)), 'pickle.damaged'],
    ['of a list of sizes that may change', rebuilt(id('0', 'cpu', 6), 0, { list: [6] }, { list: [1] }), 'pickle.damaged'],
    ['of a storage that the file has not', rebuilt(id('7', 'cpu', 6), 0, tuple(6), tuple(1)), 'torch.storage'],
    ['of a storage past the file', rebuilt(id('0', 'cpu', 2 ** 40), 0, tuple(6), tuple(1)), 'torch.storage'],
    ['of a storage of negative length', rebuilt(id('0', 'cpu', -6), 0, tuple(6), tuple(1)), 'pickle.damaged'],
    ['of the path of another file', rebuilt(id('../../data.pkl', 'cpu', 6), 0, tuple(6), tuple(1)), 'torch.storage'],
    ['of a storage key that is none', rebuilt(id(tuple(), 'cpu', 6), 0, tuple(6), tuple(1)), 'pickle.damaged'],
    ['of a view past its storage', rebuilt(id('0', 'cpu', 6, tuple('v', 2, 5)), 0, tuple(5), tuple(1)), 'torch.storage'],
    ['of another kind than a storage', rebuilt({ persistent: tuple('module', global('torch', 'Tensor'), 'x', 'y') }, 0, tuple(6), tuple(1)), 'pickle.damaged'],
  ])('%s', async (_, tensor, code) => {
    expect((await outcome(torchZip(pickled(dict({ w: tensor })), [storage]))).code).toBe(code);
  });

  it('name the tensor', async () => {
    const file = torchZip(pickled(dict({ state_dict: dict({ 'a.b': view({ shape: [7] }) }) })), [storage]);
    expect(await outcome(file)).toMatchObject({ code: 'torch.tensor', values: { name: 'a.b' } });
  });

  it('in the old form: storages past the file, counts that differ, keys that do', async () => {
    const pickle = pickled(dict({ w: tensorCall({ storage, offset: 0, shape: [6], strides: [1] }, true) }));
    const whole = torchLegacy(pickle, [storage]);
    const count = whole.length - 32;
    const change = (at: number, byte: number): Uint8Array => whole.map((old, i) => (i === at ? byte : old));
    expect((await outcome(whole)).code).toBe('read');
    expect((await outcome(whole.subarray(0, -1))).code).toBe('file.truncated');
    expect((await outcome(change(count, 5))).code).toBe('torch.legacy');
    expect((await outcome(change(count + 7, 0x80))).code).toBe('torch.legacy');
    expect((await outcome(torchLegacy(pickle, [storage, storage]))).code).toBe('torch.legacy');
    expect((await outcome(torchLegacy(pickle, [{ ...storage, key: '1' }]))).code).toBe('torch.legacy');
    expect((await outcome(torchLegacy(pickle, []))).code).toBe('torch.storage');
    const two = { ...storage, dtype: 'F64' } as const;
    const both = dict({ w: tensorCall({ storage, offset: 0, shape: [6], strides: [1] }), v: tensorCall({ storage: two, offset: 0, shape: [3], strides: [1] }) });
    expect((await outcome(torchLegacy(pickled(both), [storage]))).code).toBe('pickle.damaged');
  });
});

describe('other traps', () => {
  it('two tensors of one name', async () => {
    const tensor = tensorCall({ storage, offset: 0, shape: [6], strides: [1] });
    const file = torchZip(pickled(dict({ 'a.b': tensor, a: dict({ b: tensor }) })), [storage]);
    expect(await outcome(file)).toMatchObject({ code: 'torch.name', values: { name: 'a.b' } });
  });

  it('no pickle, or two', async () => {
    const pickle = { name: 'a/data.pkl', bytes: pickled(null) };
    expect((await outcome(zipped([{ name: 'x', bytes: utf8('x') }]))).code).toBe('torch.no-pickle');
    expect((await outcome(zipped([pickle, { ...pickle, name: 'b/data.pkl' }]))).code).toBe('torch.no-pickle');
    expect((await outcome(zipped([{ ...pickle, name: 'a/b/data.pkl' }]))).code).toBe('torch.no-pickle');
  });

  it('a big-endian machine', async () => {
    const members = [{ name: 'a/data.pkl', bytes: pickled(null) }, { name: 'a/byteorder', bytes: utf8('big') }];
    expect((await outcome(zipped(members))).code).toBe('torch.byte-order');
  });

  it('a prototype as a name', async () => {
    const file = await openTensorFile(bytesSource(torchZip(pickled(dict({ ['__proto__']: 5, x: 'y' })), [])));
    expect(Object.getPrototypeOf(file.values)).toBe(Object.prototype);
    expect(file.values.x).toBe('y');
  });
});
