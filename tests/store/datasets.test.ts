/** Data sets with masks, crops and origins; sets of earlier versions; sets deleted; sets that two tabs write. */
import './fake-browser';
import { describe, expect, test, vi } from 'vitest';
import { database, keysOf, put } from '../../src/store/database';
import {
  asideDatasetId, currentDatasetId, deleteDataset, freezeDataset, listDatasets, loadDataset, newDataset, releaseDatasets, saveDataset, setCurrentDatasetId,
} from '../../src/store/datasets';
import type { Dataset, Picture } from '../../src/store/records';
import { fillDiskAtPut } from './fake-browser';

const picture = (id: string, more: Partial<Picture> = {}): Picture => ({
  id, name: `${id}.png`, caption: id, blob: new Blob([`bytes of ${id}`]), thumbnail: new Blob(['small']), width: 20, height: 30, ...more,
});
const set = (...pictures: Picture[]): Dataset => ({ ...newDataset(), pictures });
const saved = async (dataset: Dataset): Promise<Dataset> => {
  await saveDataset(dataset);
  return (await loadDataset(dataset.id))!;
};
const keys = (id: string): Promise<string[]> => keysOf(database('datasets'), `${id}/`);

test('what is known of a picture and of a made set comes back', async () => {
  const known = { digest: 'ab'.repeat(32), crop: { x: 1, y: 2, width: 30, height: 40 }, source: 'one' };
  const made = { ...set(picture('a', known), picture('b')), origin: 'elsewhere', prepared: { width: 512 } };
  const loaded = await saved(made);
  expect(loaded.pictures[0]).toMatchObject(known);
  expect(loaded).toMatchObject({ origin: 'elsewhere', prepared: { width: 512 } });
  expect(loaded.pictures[1].crop).toBeUndefined();
  expect((await listDatasets()).find(({ id }) => id === made.id)).toMatchObject({ origin: 'elsewhere', pictures: 2 });
});

test('a mask comes back, is written once, is replaced and taken away', async () => {
  const first = await saved(set(picture('a', { mask: new Blob(['first']) }), picture('b')));
  expect(await first.pictures[0].mask!.text()).toBe('first');
  expect(first.pictures[1]).not.toHaveProperty('mask');
  expect(first.pictures[0]).not.toHaveProperty('maskId');

  const written = vi.spyOn(IDBObjectStore.prototype, 'put');
  const same = await saved({ ...first, pictures: [{ ...first.pictures[0], caption: 'new' }, first.pictures[1]] });
  expect(written).toHaveBeenCalledTimes(1);
  expect(await same.pictures[0].mask!.text()).toBe('first');

  const second = await saved({ ...same, pictures: [{ ...same.pictures[0], mask: new Blob(['second']) }, same.pictures[1]] });
  expect(await second.pictures[0].mask!.text()).toBe('second');
  expect(await second.pictures[0].blob.text()).toBe('bytes of a');
  expect(await keys(first.id)).toHaveLength(3);

  const none = await saved({ ...second, pictures: second.pictures.map((one) => ({ ...one, mask: undefined })) });
  expect(none.pictures.map(({ mask }) => mask)).toEqual([undefined, undefined]);
  expect(await keys(first.id)).toHaveLength(2);
});

test('a mask that does not fit leaves the one before', async () => {
  const first = await saved(set(picture('a', { mask: new Blob(['first']) })));
  fillDiskAtPut(1);
  const changed = { ...first, pictures: [{ ...first.pictures[0], mask: new Blob(['second']) }] };
  await expect(saveDataset(changed)).rejects.toMatchObject({ code: 'store.quota', values: { need: 6 } });
  vi.restoreAllMocks();
  expect(await (await loadDataset(first.id))!.pictures[0].mask!.text()).toBe('first');
  expect(await (await saved(changed)).pictures[0].mask!.text()).toBe('second');
});

test('two sets share a mask, and each keeps its own', async () => {
  const mask = new Blob(['shared']);
  const [one, two] = [set(picture('a', { mask })), set(picture('a', { mask }))];
  await saveDataset(one);
  await saveDataset(two);
  expect(await deleteDataset(one.id)).toBe(true);
  expect(await (await loadDataset(two.id))!.pictures[0].mask!.text()).toBe('shared');
});

test('a set of an earlier version is read, and written on', async () => {
  const { blob, thumbnail, ...record } = picture('old');
  await put(database('datasets'), [['ancient', { id: 'ancient', pictures: [record], created: 5 }], ['ancient/old', { blob, thumbnail }]]);
  const loaded = (await loadDataset('ancient'))!;
  expect(loaded).toMatchObject({ id: 'ancient', created: 5, pictures: [{ name: 'old.png', caption: 'old' }] });
  const masked = await saved({ ...loaded, pictures: [{ ...loaded.pictures[0], mask: new Blob(['m']), digest: 'd' }] });
  expect(await masked.pictures[0].blob.text()).toBe('bytes of old');
  expect(await masked.pictures[0].mask!.text()).toBe('m');
});

test('a deleted set leaves nothing; a frozen one stays, and so do others', async () => {
  const [gone, frozen] = [set(picture('a', { mask: new Blob(['m']) })), set(picture('a'))];
  await saveDataset(gone);
  await saveDataset(frozen);
  await freezeDataset(frozen.id);
  expect(await deleteDataset(gone.id)).toBe(true);
  expect([await loadDataset(gone.id), await keys(gone.id)]).toEqual([undefined, []]);
  expect(await deleteDataset(frozen.id)).toBe(false);
  expect((await loadDataset(frozen.id))?.pictures).toHaveLength(1);
  expect(await deleteDataset('nobody')).toBe(true);
});

describe('sets that no run needs any more', () => {
  const frozen = async (dataset: Dataset): Promise<string> => {
    await saveDataset(dataset);
    await freezeDataset(dataset.id);
    return dataset.id;
  };

  test('go where all of their pictures lie in another set', async () => {
    const copy = await frozen(set(picture('p', { mask: new Blob(['m']) }), picture('q')));
    await saveDataset(set(picture('q'), picture('p'), picture('r')));
    await releaseDatasets([copy, 'nobody']);
    expect([await loadDataset(copy), await keys(copy)]).toEqual([undefined, []]);
  });

  test('stay where a picture is nowhere else, and may change again', async () => {
    const only = await frozen(set(picture('unique'), picture('q')));
    await releaseDatasets([only]);
    const left = (await loadDataset(only))!;
    expect(left.pictures).toHaveLength(2);
    expect(await saveDataset({ ...left, pictures: left.pictures.slice(1) })).toBe(true);
  });

  test('stay where they are shown, set aside, or another was made of them', async () => {
    const pictures = [picture('s')];
    const [shown, aside, origin] = [await frozen(set(...pictures)), await frozen(set(...pictures)), await frozen(set(...pictures))];
    await saveDataset({ ...set(picture('made')), origin });
    await setCurrentDatasetId(shown, aside);
    await releaseDatasets([shown, aside, origin]);
    for (const id of [shown, aside, origin]) expect((await loadDataset(id))?.pictures).toHaveLength(1);
  });

  test('of two copies one stays', async () => {
    const copies = [await frozen(set(picture('t'))), await frozen(set(picture('t')))];
    await releaseDatasets(copies);
    expect((await Promise.all(copies.map(loadDataset))).filter(Boolean)).toHaveLength(1);
  });
});

describe('another tab', () => {
  /** The same modules anew, on the same database. */
  const otherTab = () => {
    vi.resetModules();
    return import('../../src/store/datasets');
  };
  const namesOf = async (id: string): Promise<string[]> => (await loadDataset(id))!.pictures.map(({ name }) => name);
  const added = (dataset: Dataset, id: string): Dataset => ({ ...dataset, pictures: [...dataset.pictures, picture(id)] });

  test('that knows nothing of what was added here takes nothing away', async () => {
    const other = await otherTab();
    const here = await saved(set(picture('a')));
    const there = (await other.loadDataset(here.id))!;
    expect(await saveDataset(added(here, 'b'))).toBe(true);
    expect(await other.saveDataset(added(there, 'c'))).toBe(false);
    expect(await namesOf(here.id)).toEqual(['a.png', 'b.png']);
    expect(await keys(here.id)).toHaveLength(2);
  });

  test('that has read it goes on with it, and then this one does not', async () => {
    const other = await otherTab();
    const here = await saved(set(picture('a')));
    expect(await other.saveDataset(added((await other.loadDataset(here.id))!, 'b'))).toBe(true);
    expect(await saveDataset(added(here, 'c'))).toBe(false);
    expect(await saveDataset(added((await loadDataset(here.id))!, 'c'))).toBe(true);
    expect(await namesOf(here.id)).toEqual(['a.png', 'b.png', 'c.png']);
  });

  test('that writes between the questions of a write is noticed', async () => {
    const other = await otherTab();
    const here = await saved(set(picture('a')));
    const there = (await other.loadDataset(here.id))!;
    const both = await Promise.all([saveDataset(added(here, 'b')), other.saveDataset(added(there, 'c'))]);
    expect(both).toEqual([true, false]);
    expect(await namesOf(here.id)).toEqual(['a.png', 'b.png']);
  });

  test('has a set of an earlier version as long as nobody else wrote it', async () => {
    const other = await otherTab();
    const { blob, thumbnail, ...record } = picture('a');
    await put(database('datasets'), [['earlier', { id: 'earlier', pictures: [record], created: 5 }], ['earlier/a', { blob, thumbnail }]]);
    const [here, there] = [(await loadDataset('earlier'))!, (await other.loadDataset('earlier'))!];
    expect(await other.saveDataset(added(there, 'b'))).toBe(true);
    expect(await saveDataset(here)).toBe(false);
    expect(await namesOf('earlier')).toEqual(['a.png', 'b.png']);
  });
});

test('writes of one tab follow each other, also after one that did not fit', async () => {
  const first = set(picture('a'));
  const more = (...ids: string[]): Dataset => ({ ...first, pictures: ids.map((id) => picture(id)) });
  expect(await Promise.all([saveDataset(first), saveDataset(more('a', 'b')), saveDataset(more('b'))])).toEqual([true, true, true]);
  fillDiskAtPut(1);
  await expect(saveDataset(more('b', 'c'))).rejects.toMatchObject({ code: 'store.quota' });
  vi.restoreAllMocks();
  expect(await saveDataset(more('b', 'd'))).toBe(true);
  expect((await loadDataset(first.id))!.pictures.map(({ id }) => id)).toEqual(['b', 'd']);
});

test('what is set aside is remembered beside what is shown, and is no set in a list', async () => {
  const before = await listDatasets();
  await setCurrentDatasetId('shown', 'aside');
  expect([await currentDatasetId(), await asideDatasetId()]).toEqual(['shown', 'aside']);
  expect(await listDatasets()).toEqual(before);
  await setCurrentDatasetId('aside');
  expect([await currentDatasetId(), await asideDatasetId()]).toEqual(['aside', undefined]);
});

test('that all pictures of a set are bundled comes back', async () => {
  expect(await saved({ ...set(picture('a')), bundled: true })).toMatchObject({ bundled: true });
  expect(await saved(set(picture('a')))).not.toHaveProperty('bundled');
});
