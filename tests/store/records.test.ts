import { fillDiskAtPut } from './fake-browser';
import { expect, test, vi } from 'vitest';
import { database, keysOf, put, read } from '../../src/store/database';
import {
  currentDatasetId, freezeDataset, loadDataset, newDataset, saveDataset, setCurrentDatasetId,
} from '../../src/store/datasets';
import { loadLatents, saveLatents } from '../../src/store/latents';
import type { Picture } from '../../src/store/records';
import { createRunStore } from '../../src/store/runs';
import { loadSettings, saveSettings } from '../../src/store/settings';

interface State {
  vectors: Float32Array;
  previews: Blob[];
  log?: { step: number; loss: number; gradient?: number }[];
  evals?: number[];
  odd?: unknown;
}

const runs = createRunStore<{ id: string; updated: number; status: string }, State>();
const state = (value: number): State => ({ vectors: new Float32Array([value, -0.1]), previews: [new Blob(['png'])] });
const picture = (id: string, caption = id): Picture => ({
  id, name: `${id}.png`, caption, blob: new Blob([`bytes of ${id}`]), thumbnail: new Blob(['small']), width: 20, height: 30,
});

test('a run comes back with its state, bit for bit; the list is newest first', async () => {
  await runs.save({ id: 'a', updated: 1, status: 'running' }, state(0.1));
  await runs.save({ id: 'b', updated: 2, status: 'done' }, state(0.2));
  expect((await runs.list()).map((run) => run.id)).toEqual(['b', 'a']);
  const loaded = await runs.load('a');
  expect(loaded?.run.status).toBe('running');
  expect(loaded?.state.vectors).toEqual(new Float32Array([0.1, -0.1]));
  expect(await loaded?.state.previews[0].text()).toBe('png');
  await runs.delete('b');
  expect(await runs.load('b')).toBeUndefined();
  expect((await runs.list()).map((run) => run.id)).toEqual(['a']);
});

test.each([1, 2])('a disk that fills at put %i of a run leaves record and state of the write before', async (n) => {
  await runs.save({ id: 'c', updated: 1, status: 'running' }, state(1));
  fillDiskAtPut(n);
  await expect(runs.save({ id: 'c', updated: 2, status: 'paused' }, state(2))).rejects.toMatchObject({ code: 'store.quota' });
  vi.restoreAllMocks();
  const loaded = await runs.load('c');
  expect(loaded?.run).toEqual({ id: 'c', updated: 1, status: 'running' });
  expect(loaded?.state.vectors[0]).toBe(1);
});

test('a state that cannot be cloned does not leave a new record beside the old state', async () => {
  await runs.save({ id: 'd', updated: 1, status: 'running' }, state(1));
  const broken = { ...state(2), odd: () => 0 };
  await expect(runs.save({ id: 'd', updated: 2, status: 'paused' }, broken)).rejects.toMatchObject({ code: 'store.failed' });
  expect((await runs.load('d'))?.run.updated).toBe(1);
});

const steps = (count: number) => Array.from({ length: count }, (_, i) => ({ step: i + 1, loss: Math.sin(i), ...(i % 3 ? { gradient: i } : {}) }));

test('a long log is written piece by piece, and read whole', async () => {
  const log = steps(100_000);
  const run = { id: 'long', updated: 1, status: 'running' };
  await runs.save(run, { ...state(1), log, evals: [1, 2] });
  const written = vi.spyOn(IDBObjectStore.prototype, 'put');
  await runs.save(run, { ...state(2), log: [...log, { step: 100_001, loss: 7 }], evals: [1, 2, 3] });
  const sizes = written.mock.calls.map(([value]) => structuredClone(value) as Record<string, ArrayLike<number>>);
  expect(Math.max(...sizes.map((value) => value.step?.length ?? 0))).toBeLessThanOrEqual(1024);
  expect(written.mock.calls.length).toBeLessThan(8);
  const loaded = (await runs.load('long'))!.state;
  expect(loaded.log).toEqual([...log, { step: 100_001, loss: 7 }]);
  expect([loaded.evals, loaded.vectors[0], await loaded.previews[0].text()]).toEqual([[1, 2, 3], 2, 'png']);
});

test('a list shorter than the one written is what comes back, and grows from there', async () => {
  const run = { id: 'back', updated: 1, status: 'running' };
  await runs.save(run, { ...state(1), log: steps(3000) });
  await runs.save(run, { ...state(1), log: steps(1500) });
  expect((await runs.load('back'))!.state.log).toEqual(steps(1500));
  await runs.save(run, { ...state(1), log: steps(2100) });
  expect((await runs.load('back'))!.state.log).toEqual(steps(2100));
});

test('a run of an earlier version, lists and all in its state, is read, and written in pieces from then on', async () => {
  const run = { id: 'old', updated: 1, status: 'paused' };
  await put(database('runs'), [['record/old', run], ['state/old', { ...state(1), log: steps(5), evals: [1] }]]);
  const old = (await runs.load('old'))!;
  expect(old.state.log).toEqual(steps(5));
  await runs.save(run, { ...old.state, log: steps(6) });
  expect((await runs.load('old'))!.state).toMatchObject({ log: steps(6), evals: [1] });
});

test('a deleted run leaves nothing', async () => {
  await runs.save({ id: 'gone', updated: 1, status: 'done' }, { ...state(1), log: steps(3000), evals: [1] });
  await runs.delete('gone');
  expect((await keysOf(database('runs'))).filter((key) => key.includes('gone'))).toEqual([]);
});

test('a dataset comes back; an edited caption writes no picture again; a removed picture takes its bytes along', async () => {
  const dataset = { ...newDataset(), pictures: [picture('one'), picture('two')] };
  await saveDataset(dataset);
  const written = vi.spyOn(IDBObjectStore.prototype, 'put');
  await saveDataset({ ...dataset, pictures: [picture('one', 'a new caption'), picture('two')] });
  expect(written).toHaveBeenCalledTimes(1);
  const loaded = await loadDataset(dataset.id);
  expect(loaded?.pictures.map(({ caption }) => caption)).toEqual(['a new caption', 'two']);
  expect(await loaded?.pictures[1].blob.text()).toBe('bytes of two');
  await saveDataset({ ...dataset, pictures: [picture('two')] });
  expect(await keysOf(database('datasets'), `${dataset.id}/`)).toEqual([`${dataset.id}/two`]);
  expect((await loadDataset(dataset.id))?.pictures).toHaveLength(1);
});

test('a dataset that does not fit stays as it was', async () => {
  const dataset = { ...newDataset(), pictures: [picture('one')] };
  await saveDataset(dataset);
  fillDiskAtPut(2);
  await expect(saveDataset({ ...dataset, pictures: [picture('two')] })).rejects.toMatchObject({ code: 'store.quota' });
  vi.restoreAllMocks();
  expect((await loadDataset(dataset.id))?.pictures.map(({ id }) => id)).toEqual(['one']);
});

test('a frozen dataset stays as it is', async () => {
  const dataset = { ...newDataset(), pictures: [picture('one'), picture('two')] };
  expect(await saveDataset(dataset)).toBe(true);
  await freezeDataset(dataset.id);
  expect(await saveDataset({ ...dataset, pictures: [picture('one', 'a new caption')] })).toBe(false);
  expect(await loadDataset(dataset.id)).toMatchObject({ frozen: true, pictures: [{ caption: 'one' }, { caption: 'two' }] });
  await freezeDataset('nobody');
  expect(await loadDataset('nobody')).toBeUndefined();
});

test('the current dataset is remembered', async () => {
  expect(await currentDatasetId()).toBeUndefined();
  await setCurrentDatasetId('x');
  expect(await currentDatasetId()).toBe('x');
  expect(await loadDataset('nobody')).toBeUndefined();
});


test('settings and latents', async () => {
  expect(await loadSettings('word')).toBeUndefined();
  await saveSettings('word', { name: 'octo' });
  expect(await loadSettings<{ name: string }>('word')).toEqual({ name: 'octo' });
  await saveLatents('m/p/64', new Float32Array([0.5, -1]));
  expect(await loadLatents('m/p/64')).toEqual(new Float32Array([0.5, -1]));
  expect(await loadLatents('m/p/32')).toBeUndefined();
});

test('a database that does not open is a Failure with the reason', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('not in a private window', 'SecurityError');
  });
  const fresh = database('never-opened');
  await expect(read(fresh, 'a')).rejects.toMatchObject({
    code: 'store.failed', values: { message: 'SecurityError: not in a private window' },
  });
  vi.restoreAllMocks();
  await put(fresh, [['a', 1]]);
  expect(await read(fresh, 'a')).toBe(1);
});

test('a write asks for its commit itself: a page that is left before the answers come back loses nothing', async () => {
  const answered: string[] = [];
  const commit = vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementation(function (this: IDBTransaction) {
    answered.push('commit');
    commit.mockRestore();
    this.addEventListener('complete', () => answered.push('complete'));
    this.commit();
  });
  await saveSettings('typed', 1).then(() => answered.push('saved'));
  expect(answered).toEqual(['commit', 'complete', 'saved']);
  const twice = vi.spyOn(IDBTransaction.prototype, 'commit');
  await freezeDataset('nowhere');
  expect(twice).toHaveBeenCalledTimes(1);
});
