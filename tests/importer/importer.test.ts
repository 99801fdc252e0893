/** Files as people have them, through the importer into the store, and from there as a model that opens. */
import { disk, fillDiskAtPut } from '../store/fake-browser';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { bytesSource } from '../../src/formats/byte-source';
import { readHeader, readTensor } from '../../src/formats/safetensors';
import { openModel } from '../../src/nets/model';
import { readText } from '../../src/nets/model-files';
import { keysOf, put, read, remove } from '../../src/store/database';
import { models } from '../../src/store/model-shards';
import { attachVae, deleteModel, listModels, modelFiles, setPrediction } from '../../src/store/models';
import { makeFixture, singleFile } from '../../tools/fixtures.mjs';
import { createImporter } from '../../workers/importing/importer';
import type { ImportMessage } from '../../workers/importer-api';
import { choices, fileOffer, FOLDER, folderOffer, ignore, singleBytes } from './fixtures';

const importer = createImporter();
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

beforeEach(async () => remove(models, await keysOf(models)));

const WEIGHTS = ['text_encoder/model.safetensors', 'unet/diffusion_pytorch_model.safetensors', 'vae/diffusion_pytorch_model.safetensors'];

/** Of a stored file, by name: its values' bytes. */
async function tensorsOf(file: { size: number; read(start: number, end: number): Promise<Uint8Array> }): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const [name, entry] of await readHeader(file)) {
    const { dtype, bytes } = await readTensor(file, entry);
    if (dtype !== 'I64') digests.set(name, sha256(bytes));
  }
  return digests;
}

test('each form of the same checkpoint is stored as the same tensors, once', async () => {
  const files = ['model.safetensors', 'model.ckpt', 'model.legacy.ckpt'];
  const ids = [await importer.start(folderOffer(), choices, ignore)];
  const kept = (await keysOf(models)).length;
  for (const file of files) ids.push(await importer.start(fileOffer(file), { ...choices, name: file }, ignore));
  // Three manifests more: all else is the folder's.
  expect((await keysOf(models)).length).toBe(kept + files.length);
  for (const id of ids) {
    const stored = await modelFiles(id);
    const model = await openModel(stored);
    expect(model.unet.cross).toBe(model.text.width);
    for (const path of WEIGHTS) {
      const original = bytesSource(readFileSync(join(FOLDER, path)));
      expect(await tensorsOf(stored.open(path)), path).toEqual(await tensorsOf(original));
    }
  }
  const freed: number[] = [];
  for (const id of ids) freed.push(await deleteModel(id));
  expect(freed.slice(0, 3).every((bytes) => bytes < 5000)).toBe(true);
  expect(freed[3]).toBeGreaterThan(9_000_000);
  expect(await keysOf(models)).toEqual([]);
});

test('a manifest says what people know a checkpoint by', async () => {
  const bytes = singleBytes('model.ckpt');
  const id = await importer.start(fileOffer('model.ckpt'), choices, ignore);
  const [manifest] = await listModels();
  expect(manifest).toMatchObject({
    id, name: 'mini', bundled: false, kind: 'sd1', prediction: 'epsilon', precision: 'f16',
    sha256: sha256(bytes), shortHash: sha256(bytes).slice(0, 10), legacyHash: sha256(bytes.subarray(0x100000, 0x110000)).slice(0, 8),
    sourceName: 'model.ckpt', sourceBytes: bytes.length,
  });
  const files = await modelFiles(id);
  expect(manifest.bytes).toBe(files.paths.reduce((sum, path) => sum + files.open(path).size, 0));
});

test('a look finds what will be stored, and stores nothing', async () => {
  disk.quota = 10 ** 9;
  const { name, found } = await importer.inspect(fileOffer('model.ckpt'));
  expect(name).toBe('model');
  expect(found).toMatchObject({ kind: 'sd1', format: 'torch-zip', hasVae: true, hasEma: false, predictionAsked: false, free: 10 ** 9 });
  expect(await keysOf(models)).toEqual([]);
  for (const [precision, need] of Object.entries(found!.needs)) {
    const id = await importer.start(fileOffer('model.ckpt'), { ...choices, precision: precision as 'f16' }, ignore);
    expect((await listModels()).find((model) => model.id === id)?.bytes).toBe(need);
  }
  expect((await importer.inspect(fileOffer('model.legacy.ckpt'))).found?.format).toBe('torch-legacy');
  expect((await importer.inspect(folderOffer())).found?.format).toBe('diffusers');
});

test('progress goes up to all bytes', async () => {
  const messages: ImportMessage[] = [];
  await importer.start(fileOffer('model.safetensors'), choices, (message) => messages.push(message));
  expect(messages[0]).toEqual({ kind: 'phase', phase: 'importing' });
  expect(messages.at(-1)).toMatchObject({ kind: 'progress', done: singleBytes('model.safetensors').length, total: singleBytes('model.safetensors').length });
});

test('the quota is looked at before the first byte, with the exact need', async () => {
  const { found } = await importer.inspect(fileOffer('model.safetensors'));
  Object.assign(disk, { usage: 5, quota: found!.needs.f16 + 4 });
  const written = vi.spyOn(IDBObjectStore.prototype, 'put');
  const refused = importer.start(fileOffer('model.safetensors'), choices, ignore);
  await expect(refused).rejects.toMatchObject({ code: 'store.quota', values: { need: found!.needs.f16, free: found!.needs.f16 - 1 } });
  expect(written).not.toHaveBeenCalled();
  disk.quota += 1;
  await importer.start(fileOffer('model.safetensors'), choices, ignore);
});

test.each([1, 2, 4])('a disk that fills at put %i leaves nothing', async (n) => {
  fillDiskAtPut(n);
  await expect(importer.start(fileOffer('model.safetensors'), { ...choices, precision: 'f32' }, ignore)).rejects.toMatchObject({ code: 'store.quota' });
  vi.restoreAllMocks();
  expect(await keysOf(models)).toEqual([]);
});

test('cancelled at any time, nothing is left', async () => {
  const total = singleBytes('model.safetensors').length;
  for (const stopAt of [0, 0.3, 0.7, 1]) {
    const stop = (message: ImportMessage): void => {
      const done = message.kind === 'progress' ? message.done / total : -1;
      if (stopAt === 0 || done >= stopAt) void importer.cancel();
    };
    await expect(importer.start(fileOffer('model.safetensors'), choices, stop)).rejects.toMatchObject({ code: 'import.cancelled' });
    expect(await keysOf(models)).toEqual([]);
  }
});

test('cancelled as soon as it is asked for, nothing is left', async () => {
  const phases: ImportMessage[] = [];
  const cancelled = importer.start(fileOffer('model.safetensors'), choices, (message) => phases.push(message));
  await importer.cancel();
  await expect(cancelled).rejects.toMatchObject({ code: 'import.cancelled' });
  expect(phases).toEqual([]);
  expect(await keysOf(models)).toEqual([]);
  // The next one is not meant.
  await importer.start(fileOffer('model.safetensors'), choices, ignore);
});

test('a damaged source is refused and leaves nothing', async () => {
  const bytes = singleBytes('model.safetensors');
  await expect(importer.start(fileOffer('cut', bytes.slice(0, -1)), choices, ignore)).rejects.toMatchObject({ code: 'safetensors.truncated' });
  expect(await keysOf(models)).toEqual([]);
});

test('one import at a time', async () => {
  const first = importer.start(fileOffer('model.safetensors'), choices, ignore);
  await expect(importer.start(fileOffer('model.ckpt'), choices, ignore)).rejects.toMatchObject({ code: 'import.busy' });
  expect(await importer.pending()).toEqual([]);
  await first;
});

test('a check reads every byte: what is whole passes, one bit more or less is found', async () => {
  const id = await importer.start(fileOffer('model.safetensors'), choices, ignore);
  const messages: ImportMessage[] = [];
  expect(await importer.check(id, (message) => messages.push(message))).toEqual({ ok: true, damaged: [] });
  expect(messages[0]).toEqual({ kind: 'phase', phase: 'hashing' });
  const last = messages.at(-1) as Extract<ImportMessage, { kind: 'progress' }>;
  expect(last.done).toBe(last.total);
  const key = `${id}/vae/diffusion_pytorch_model.safetensors/0`;
  await damage(key);
  expect(await importer.check(id, ignore)).toEqual({ ok: false, damaged: ['vae/diffusion_pytorch_model.safetensors'] });
  await remove(models, [key]);
  expect((await importer.check(id, ignore)).damaged).toEqual(['vae/diffusion_pytorch_model.safetensors']);
});

const UNET = 'unet/diffusion_pytorch_model.safetensors';

async function damage(key: string): Promise<void> {
  const shard = new Uint8Array(await (await read<Blob>(models, key))!.arrayBuffer());
  shard[shard.length - 3] ^= 1;
  await put(models, [[key, new Blob([shard])]]);
}

test('importing again repairs what is damaged, in every model that shares it, and nothing is kept twice', async () => {
  const ids = [await importer.start(fileOffer('model.safetensors'), choices, ignore), await importer.start(fileOffer('model.ckpt'), choices, ignore)];
  const user = await importer.start(folderOffer(), choices, ignore);
  await attachVae(user, ids[0]);
  const count = (await keysOf(models)).length;
  await damage(`${ids[0]}/${UNET}/0`);
  await remove(models, [`${ids[0]}/vae/diffusion_pytorch_model.safetensors/0`]);
  expect(await importer.check(ids[1], ignore)).toMatchObject({ ok: false, damaged: [UNET, 'vae/diffusion_pytorch_model.safetensors'] });
  await deleteModel(ids[1]);
  const phases: ImportMessage[] = [];
  const again = await importer.start(fileOffer('model.ckpt'), choices, (message) => phases.push(message));
  expect(phases).toContainEqual({ kind: 'phase', phase: 'hashing' });
  for (const id of [again, ids[0], user]) expect(await importer.check(id, ignore)).toEqual({ ok: true, damaged: [] });
  expect((await listModels()).find(({ id }) => id === ids[0])?.revision).toBe(1);
  expect((await keysOf(models)).length).toBe(count);
  for (const id of [again, ids[0], user]) await deleteModel(id);
  expect(await keysOf(models)).toEqual([]);
});

test('cancelled while what is stored already is read again, nothing is left and nothing is lost', async () => {
  const id = await importer.start(fileOffer('model.safetensors'), choices, ignore);
  const keys = await keysOf(models);
  const stop = (message: ImportMessage): void => void (message.kind === 'phase' && message.phase === 'hashing' && importer.cancel());
  await expect(importer.start(fileOffer('model.ckpt'), choices, stop)).rejects.toMatchObject({ code: 'import.cancelled' });
  expect(await keysOf(models)).toEqual(keys);
  expect(await importer.check(id, ignore)).toEqual({ ok: true, damaged: [] });
});

test.each(['at the first byte', 'at the last byte'])('an entry whose VAE an import is to attach may be deleted %s', async (when) => {
  const lender = await importer.start(fileOffer('model.safetensors'), choices, ignore);
  let deleted: Promise<number> | undefined;
  const listen = (message: ImportMessage): void => {
    const now = when === 'at the first byte' ? message.kind === 'phase' : message.kind === 'progress' && message.done === message.total;
    if (now) deleted ??= deleteModel(lender);
  };
  // Other numbers than the lender's: nothing is shared but what is attached.
  const id = await importer.start(fileOffer('model.ckpt'), { ...choices, precision: 'f32', vaeModelId: lender }, listen);
  await deleted;
  expect(deleted).toBeDefined();
  expect((await listModels()).map((model) => model.id)).toEqual([id]);
  expect(await importer.check(id, ignore)).toEqual({ ok: true, damaged: [] });
  await openModel(await modelFiles(id));
  await deleteModel(id);
  expect(await keysOf(models)).toEqual([]);
});

test('a VAE that was kept for an import alone goes with it when it is cancelled', async () => {
  const lender = await importer.start(fileOffer('model.safetensors'), choices, ignore);
  const stop = (message: ImportMessage): void => {
    if (message.kind !== 'progress') return;
    deleted ??= deleteModel(lender);
    void importer.cancel();
  };
  let deleted: Promise<unknown> | undefined;
  const stopped = importer.start(fileOffer('model.ckpt'), { ...choices, precision: 'f32', vaeModelId: lender }, stop);
  await expect(stopped).rejects.toMatchObject({ code: 'import.cancelled' });
  await deleted;
  expect(await keysOf(models)).toEqual([]);
});

test('a prediction that is changed later makes the same model as one chosen at once', async () => {
  makeFixture('sd2mini', '/usr/bin/python3');
  const offer = fileOffer('sd2.safetensors', new Uint8Array(readFileSync(singleFile('sd2mini', 'model.safetensors'))));
  const configsOf = async (id: string): Promise<unknown> => {
    const files = await modelFiles(id);
    const texts = ['unet/config.json', 'scheduler/scheduler_config.json'].map(async (path) => JSON.parse(await readText(files, path) ?? '') as unknown);
    return Promise.all(texts);
  };
  for (const [first, then] of [['v_prediction', 'epsilon'], ['epsilon', 'v_prediction']] as const) {
    const [changed, chosen] = [await importer.start(offer, { ...choices, prediction: first }, ignore), await importer.start(offer, { ...choices, prediction: then }, ignore)];
    expect(await configsOf(changed)).not.toEqual(await configsOf(chosen));
    await setPrediction(changed, then);
    expect(await configsOf(changed)).toEqual(await configsOf(chosen));
  }
});

test('a checkpoint takes the VAE of another entry, which must be there', async () => {
  const lender = await importer.start(fileOffer('model.safetensors'), choices, ignore);
  const id = await importer.start(fileOffer('model.ckpt'), { ...choices, vaeModelId: lender }, ignore);
  const manifest = (await listModels()).find((model) => model.id === id);
  expect(manifest).toMatchObject({ vaeModelId: lender });
  await openModel(await modelFiles(id));
  const missing = importer.start(fileOffer('model.ckpt'), { ...choices, vaeModelId: 'nobody' }, ignore);
  await expect(missing).rejects.toMatchObject({ code: 'model.not-found' });
});
