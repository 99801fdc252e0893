import { disk, fillDiskAtPut } from './fake-browser';
import { beforeEach, expect, test, vi } from 'vitest';
import { keysOf, put, remove } from '../../src/store/database';
import { models, shardKey, type OnProgress } from '../../src/store/model-shards';
import { writeModel, type ModelFile } from '../../src/store/model-write';
import { attachVae, deleteModel, listModels, modelFiles, renameModel, setPrediction, sweepModels } from '../../src/store/models';

const bytes = (count: number, seed = 1): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: count }, (_, i) => (i * 7 + seed * 31) & 255);
const file = (path: string, count: number, seed = 1) => ({ path, blob: new Blob([bytes(count, seed)]) });
const files = [file('unet/config.json', 3), file('unet/w.safetensors', 25, 2), file('vae/w.safetensors', 20, 3), file('empty.json', 0)];

beforeEach(async () => remove(models, await keysOf(models)));

/** Stores files as they are; the record has the form that the first version wrote. */
async function store(given: readonly ModelFile[], name: string, onProgress?: OnProgress, shardBytes?: number): Promise<string> {
  const id = crypto.randomUUID();
  await writeModel({ id, name, bundled: false }, given, onProgress, shardBytes);
  return id;
}

test('a model comes back as it went in, in shards no larger than asked for', async () => {
  const seen: [number, number][] = [];
  const id = await store(files, 'mine', (done, total) => seen.push([done, total]), 10);
  expect((await keysOf(models)).filter((key) => key.includes('/'))).toHaveLength(1 + 3 + 2);
  expect(seen).toEqual([3, 13, 23, 28, 38, 48].map((done) => [done, 48]));
  const [manifest] = await listModels();
  expect(manifest).toMatchObject({ id, name: 'mine', bundled: false, bytes: 48 });
  expect(manifest.files[1]).toEqual({ path: 'unet/w.safetensors', bytes: 25, shards: 3 });
  const stored = await modelFiles(id);
  expect(stored.paths).toEqual(files.map(({ path }) => path));
  for (const { path, blob } of files) {
    const source = stored.open(path);
    expect(source.size).toBe(blob.size);
    expect(await source.read(0, source.size)).toEqual(new Uint8Array(await blob.arrayBuffer()));
  }
});

test('a record as the first version wrote it opens, has a name, a VAE to lend, and is deleted whole', async () => {
  const shards: [string, Blob][] = [['old/unet/w/0', new Blob(['unet'])], ['old/vae/w/0', new Blob(['va'])], ['old/vae/w/1', new Blob(['e'])]];
  const record = { id: 'old', name: 'before', bundled: false, files: [{ path: 'unet/w', bytes: 4, shards: 1 }, { path: 'vae/w', bytes: 3, shards: 2 }], bytes: 7, created: 1 };
  await put(models, [['old', record], ...shards]);
  expect(await listModels()).toEqual([record]);
  expect(new TextDecoder().decode(await (await modelFiles('old')).open('vae/w').read(0, 3))).toBe('vae');
  await sweepModels();
  const other = await store(files, 'other');
  await attachVae(other, 'old');
  expect(await (await modelFiles(other)).open('vae/w').read(1, 3)).toEqual(new TextEncoder().encode('ae'));
  await attachVae(other, undefined);
  await renameModel('old', 'after');
  expect(await deleteModel('old')).toBe(7);
  expect((await keysOf(models)).some((key) => key.startsWith('old'))).toBe(false);
});

test('ranges are read within, across and at the borders of shards', async () => {
  const id = await store(files, 'mine', undefined, 10);
  const source = (await modelFiles(id)).open('unet/w.safetensors');
  const whole = bytes(25, 2);
  for (const [start, end] of [[0, 10], [10, 20], [9, 11], [5, 25], [19, 21], [20, 20], [24, 25], [0, 1]]) {
    expect(await source.read(start, end)).toEqual(whole.slice(start, end));
  }
  await expect(source.read(20, 26)).rejects.toMatchObject({ code: 'file.truncated' });
});

test('a read of a range does not read whole shards', async () => {
  const id = await store(files, 'mine', undefined, 10);
  const source = (await modelFiles(id)).open('unet/w.safetensors');
  const read = vi.spyOn(Blob.prototype, 'arrayBuffer');
  await source.read(9, 12);
  expect(read.mock.contexts.map((blob) => (blob as Blob).size)).toEqual([3]);
});

test('files and models that are not there are named', async () => {
  const id = await store(files, 'mine');
  const stored = await modelFiles(id);
  expect(() => stored.open('unet/none.json')).toThrow(expect.objectContaining({ code: 'model.file-missing' }));
  await expect(modelFiles('nobody')).rejects.toMatchObject({ code: 'model.not-found', values: { id: 'nobody' } });
  await remove(models, [shardKey(id, 'vae/w.safetensors', 0)]);
  await expect(stored.open('vae/w.safetensors').read(0, 1)).rejects.toMatchObject({
    code: 'model.file-missing', values: { path: 'vae/w.safetensors' },
  });
});

test('a model too large for the estimate is refused before a byte is written', async () => {
  Object.assign(disk, { usage: 70, quota: 100 });
  await expect(store(files, 'mine')).rejects.toMatchObject({ code: 'store.quota', values: { need: 48, free: 30 } });
  expect(await keysOf(models)).toEqual([]);
});

test('a disk that fills in the middle leaves no trace of the import and all of what was there', async () => {
  const before = await store([files[1]], 'first', undefined, 10);
  const keys = await keysOf(models);
  Object.assign(disk, { usage: 90, quota: 100 + 48 });
  fillDiskAtPut(4);
  await expect(store(files, 'second', undefined, 10)).rejects.toMatchObject({
    code: 'store.quota', values: { need: 48 - 23, free: 58 },
  });
  vi.restoreAllMocks();
  expect(await keysOf(models)).toEqual(keys);
  expect(await (await modelFiles(before)).open('unet/w.safetensors').read(0, 25)).toEqual(bytes(25, 2));
});

test('a disk that fills at the manifest leaves no trace either', async () => {
  fillDiskAtPut(7);
  await expect(store(files, 'mine', undefined, 10)).rejects.toMatchObject({ code: 'store.quota' });
  expect(await keysOf(models)).toEqual([]);
});

test('what a killed import left is not listed, and is swept; complete models stay', async () => {
  const id = await store(files, 'mine', undefined, 10);
  const keys = await keysOf(models);
  await put(models, [[shardKey('killed', 'unet/w.safetensors', 0), new Blob(['x'])], [shardKey('killed', 'a', 1), new Blob()]]);
  expect((await listModels()).map((model) => model.id)).toEqual([id]);
  await sweepModels();
  expect(await keysOf(models)).toEqual(keys);
});

test('an import in progress, in this or another tab, is not swept', async () => {
  let swept: Promise<void> | undefined;
  const id = await store(files, 'mine', () => (swept ??= sweepModels()), 10);
  await swept;
  expect(swept).toBeDefined();
  expect(await (await modelFiles(id)).open('unet/w.safetensors').read(0, 25)).toEqual(bytes(25, 2));
});

test('a deleted model takes its shards along, and only those', async () => {
  const kept = await store(files, 'kept', undefined, 10);
  const keys = await keysOf(models);
  const id = await store(files, 'gone', undefined, 10);
  expect(await deleteModel(id)).toBe(48);
  expect(await keysOf(models)).toEqual(keys);
  expect((await listModels()).map((model) => model.id)).toEqual([kept]);
});

test('the bundled model is listed first', async () => {
  await writeModel({ id: 'bundled-1', name: 'small', bundled: true }, files);
  const id = await store(files, 'mine');
  expect((await listModels()).map((model) => model.id)).toEqual(['bundled-1', id]);
});

test('a model has another name', async () => {
  const id = await store(files, 'mine');
  await renameModel(id, 'yours');
  expect((await listModels())[0]).toMatchObject({ name: 'yours', bytes: 48 });
  await expect(renameModel('nobody', 'x')).rejects.toMatchObject({ code: 'model.not-found' });
});

test('what the UNet predicts is changed in the schedule that is read, and nowhere else', async () => {
  const schedule = { _class_name: 'DDIMScheduler', beta_start: 0.1, prediction_type: 'epsilon' };
  const path = 'scheduler/scheduler_config.json';
  const id = await store([...files, { path, blob: new Blob([JSON.stringify(schedule)]) }], 'mine');
  await setPrediction(id, 'v_prediction');
  expect((await listModels())[0]).toMatchObject({ prediction: 'v_prediction', revision: 1 });
  const { open, paths } = await modelFiles(id);
  expect(paths.filter((other) => other === path)).toHaveLength(1);
  const source = open(path);
  expect(JSON.parse(new TextDecoder().decode(await source.read(0, source.size)))).toEqual({ ...schedule, prediction_type: 'v_prediction' });
});

test('with the prediction of an SD 2.x in one file its guessed size changes; what a folder says stays', async () => {
  const config = (path: string, value: object): ModelFile => ({ path, blob: new Blob([JSON.stringify(value)]) });
  const given = [config('unet/config.json', { sample_size: 96, act_fn: 'silu' }), config('scheduler/scheduler_config.json', { prediction_type: 'v_prediction' })];
  const sizeOf = async (id: string): Promise<unknown> => {
    const source = (await modelFiles(id)).open('unet/config.json');
    return JSON.parse(new TextDecoder().decode(await source.read(0, source.size)));
  };
  for (const [facts, sizes] of [[{ kind: 'sd2', sha256: 'f' }, [64, 96]], [{ kind: 'sd2' }, [96, 96]], [{ kind: 'sd1', sha256: 'f' }, [96, 96]]] as const) {
    const id = await store(given, 'mine');
    await put(models, [[id, { ...(await listModels()).find((model) => model.id === id), ...facts }]]);
    for (const [i, prediction] of (['epsilon', 'v_prediction'] as const).entries()) {
      await setPrediction(id, prediction);
      expect(await sizeOf(id)).toEqual({ sample_size: sizes[i], act_fn: 'silu' });
    }
  }
});

test('another model’s VAE is used in the place of the own one, and the own one again', async () => {
  const id = await store(files, 'mine', undefined, 10);
  const lender = await store([file('vae/config.json', 5, 8), file('vae/other.safetensors', 30, 9), file('unet/x', 3)], 'lender', undefined, 10);
  await attachVae(id, lender);
  expect((await listModels()).find((model) => model.id === id)).toMatchObject({ vaeModelId: lender, revision: 1 });
  const attached = await modelFiles(id);
  expect(attached.paths.sort()).toEqual(['empty.json', 'unet/config.json', 'unet/w.safetensors', 'vae/config.json', 'vae/other.safetensors']);
  expect(await attached.open('vae/other.safetensors').read(0, 30)).toEqual(bytes(30, 9));
  await attachVae(id, undefined);
  expect((await modelFiles(id)).paths.sort()).toEqual(files.map(({ path }) => path).sort());
  expect((await listModels()).find((model) => model.id === id)).not.toHaveProperty('vae');
});

test('a VAE in use outlives the entry it came from, and goes with its last user', async () => {
  const id = await store(files, 'mine', undefined, 10);
  const keys = await keysOf(models);
  const lender = await store([file('vae/other.safetensors', 30, 9), file('unet/x', 3)], 'lender', undefined, 10);
  await attachVae(id, lender);
  expect(await deleteModel(lender)).toBe(3);
  await sweepModels();
  expect(await (await modelFiles(id)).open('vae/other.safetensors').read(0, 30)).toEqual(bytes(30, 9));
  await attachVae(id, undefined);
  expect(await keysOf(models)).toEqual(keys);
});

test('a model without a VAE lends none, and does not give up the one it uses', async () => {
  const id = await store([files[1]], 'mine');
  await expect(attachVae(id, undefined)).rejects.toMatchObject({ code: 'model.vae-missing', values: { name: 'mine' } });
  const other = await store(files, 'other');
  await expect(attachVae(other, id)).rejects.toMatchObject({ code: 'model.vae-missing', values: { name: 'mine' } });
});
