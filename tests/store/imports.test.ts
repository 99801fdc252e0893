import './fake-browser';
import { beforeEach, expect, test } from 'vitest';
import { keysOf, remove } from '../../src/store/database';
import { discardImport, finishImport, readImport, unfinishedImports, writeShards, type ImportJournal } from '../../src/store/imports';
import { importIsRunning, withImporterLock } from '../../src/store/lock';
import { models } from '../../src/store/model-shards';
import { deleteModel, listModels, modelFiles, sweepModels } from '../../src/store/models';
import type { ModelManifest, StoredFile } from '../../src/store/records';

beforeEach(async () => remove(models, await keysOf(models)));

const journal = (id: string, resumable = true): ImportJournal => ({ id, name: id, done: 1, total: 2, resumable, created: 0, state: { at: 1 } });
const shard = (path: string, index: number, text: string) => ({ path, index, blob: new Blob([text]) });
const manifest = (id: string, files: StoredFile[]): ModelManifest => ({ id, name: id, bundled: false, files, bytes: 0, created: 0, configs: { 'unet/config.json': '{}' } });
const vae = (content: string): StoredFile => ({ path: 'vae/w', bytes: 6, shards: 2, content });

/** A model of two files whose VAE's content hash is given. */
async function store(id: string, content: string): Promise<void> {
  await writeShards(journal(id), [shard('vae/w', 0, 'abc'), shard('vae/w', 1, 'def'), shard('unet/w', 0, id)]);
  await finishImport(manifest(id, [vae(content), { path: 'unet/w', bytes: id.length, shards: 1, content: id }]));
}

const text = async (id: string, path: string): Promise<string> => {
  const source = (await modelFiles(id)).open(path);
  return new TextDecoder().decode(await source.read(0, source.size));
};

test('a model is there when its import is finished, and the journal is gone', async () => {
  await writeShards(journal('one'), [shard('vae/w', 0, 'abc')]);
  expect(await listModels()).toEqual([]);
  expect(await readImport('one')).toEqual(journal('one'));
  await store('one', 'x');
  expect(await text('one', 'vae/w')).toBe('abcdef');
  expect(await text('one', 'unet/config.json')).toBe('{}');
  expect(await unfinishedImports()).toEqual([]);
  await expect(readImport('one')).rejects.toMatchObject({ code: 'import.not-found' });
});

test('two models with the same VAE hold it once; the last of them takes it along', async () => {
  await store('one', 'same');
  const before = (await keysOf(models)).length;
  await store('two', 'same');
  expect((await keysOf(models)).length).toBe(before + 2);
  expect(await text('two', 'vae/w')).toBe('abcdef');
  expect(await deleteModel('one')).toBe('one'.length + 2);
  await sweepModels();
  expect(await text('two', 'vae/w')).toBe('abcdef');
  await store('three', 'same');
  expect(await deleteModel('two')).toBe('two'.length + 2);
  expect(await text('three', 'vae/w')).toBe('abcdef');
  expect(await deleteModel('three')).toBe('three'.length + 6 + 2);
  expect(await keysOf(models)).toEqual([]);
});

test('models whose VAEs differ hold both', async () => {
  await store('one', 'x');
  await store('two', 'y');
  expect(await deleteModel('one')).toBe('one'.length + 6 + 2);
});

test('a spool goes when the import is finished', async () => {
  await writeShards(journal('one'), [shard('spool/0', 0, 'torch file')]);
  await store('one', 'x');
  expect((await keysOf(models)).filter((key) => key.includes('spool'))).toEqual([]);
});

test('a discarded import leaves nothing', async () => {
  await store('kept', 'x');
  const keys = await keysOf(models);
  await writeShards(journal('one'), [shard('vae/w', 0, 'abc'), shard('spool/0', 0, 'torch file')]);
  await discardImport('one');
  expect(await keysOf(models)).toEqual(keys);
});

test('the sweep keeps half imports that can go on and removes those that cannot', async () => {
  await writeShards(journal('file', true), [shard('vae/w', 0, 'abc')]);
  const keys = await keysOf(models);
  await writeShards(journal('gone', false), [shard('vae/w', 0, 'abc')]);
  await sweepModels();
  expect(await keysOf(models)).toEqual(keys);
});

test('shards and journal are written together or not at all', async () => {
  await writeShards(journal('one'), [shard('vae/w', 0, 'abc')]);
  const unclonable = { ...journal('one'), state: () => 0 };
  await expect(writeShards(unclonable, [shard('vae/w', 1, 'def')])).rejects.toMatchObject({ code: 'store.failed' });
  expect(await keysOf(models)).toEqual(['import/one', 'one/vae/w/0']);
  expect((await readImport('one')).state).toEqual({ at: 1 });
});

test('one import at a time, and its shards are not swept', async () => {
  expect(await importIsRunning()).toBe(false);
  await withImporterLock(async () => {
    await writeShards(journal('one', false), [shard('vae/w', 0, 'abc')]);
    await sweepModels();
    expect(await importIsRunning()).toBe(true);
    await expect(withImporterLock(async () => 1)).rejects.toMatchObject({ code: 'import.busy' });
  });
  expect(await keysOf(models)).toEqual(['import/one', 'one/vae/w/0']);
});
