/** Datasets. The pictures' Blobs lie beside the record, so that editing a caption does not write them all again. */
import { database, keysOf, put, read, readMany, update, write } from './database';
import type { Dataset, Picture } from './records';

const datasets = database('datasets');
/** not an id: those are UUIDs */
const CURRENT = 'current';

type PictureBlobs = Pick<Picture, 'blob' | 'thumbnail'>;
type StoredDataset = Omit<Dataset, 'pictures'> & { pictures: Omit<Picture, keyof PictureBlobs>[] };

const blobsKey = (datasetId: string, pictureId: string): string => `${datasetId}/${pictureId}`;

/** Not yet stored. */
export function newDataset(): Dataset {
  return { id: crypto.randomUUID(), pictures: [], created: Date.now() };
}

/** A dataset without its pictures. */
export interface DatasetSummary {
  id: string;
  /** how many */
  pictures: number;
  created: number;
}

/** Those with pictures, the newest first. */
export async function listDatasets(): Promise<DatasetSummary[]> {
  const ids = (await keysOf(datasets)).filter((key) => key !== CURRENT && !key.includes('/'));
  const all = (await readMany<StoredDataset>(datasets, ids)).filter((stored) => stored !== undefined);
  const summaries = all.map(({ id, pictures, created }) => ({ id, created, pictures: pictures.length }));
  return summaries.filter(({ pictures }) => pictures > 0).sort((a, b) => b.created - a.created);
}

/** undefined where there is no such dataset; a picture whose Blobs are gone is left out. */
export async function loadDataset(id: string): Promise<Dataset | undefined> {
  const stored = await read<StoredDataset>(datasets, id);
  if (!stored) return undefined;
  const blobs = await readMany<PictureBlobs>(datasets, stored.pictures.map((picture) => blobsKey(id, picture.id)));
  const pictures = stored.pictures.flatMap((picture, i) => (blobs[i] ? [{ ...picture, ...blobs[i] }] : []));
  return { ...stored, pictures };
}

/** Without the pictures themselves; empty where there is no such dataset. */
export async function loadPictureFacts(id: string): Promise<Pick<Picture, 'caption' | 'width' | 'height'>[]> {
  return (await read<StoredDataset>(datasets, id))?.pictures ?? [];
}

/**
 * In one transaction; false, and nothing written, where it is frozen, be it by another tab. A picture's Blobs are written
 * once: they never change under its id.
 */
export async function saveDataset(dataset: Dataset): Promise<boolean> {
  if ((await read<StoredDataset>(datasets, dataset.id))?.frozen) return false;
  const before = await keysOf(datasets, `${dataset.id}/`);
  const now = new Map(dataset.pictures.map((picture) => [blobsKey(dataset.id, picture.id), picture]));
  const added = [...now].filter(([key]) => !before.includes(key));
  const gone = before.filter((key) => !now.has(key));
  const need = added.reduce((sum, [, { blob, thumbnail }]) => sum + blob.size + thumbnail.size, 0);
  const change = (store: IDBObjectStore): void => {
    for (const [key, { blob, thumbnail }] of added) store.put({ blob, thumbnail } satisfies PictureBlobs, key);
    for (const key of gone) store.delete(key);
    store.put(withoutBlobs(dataset), dataset.id);
  };
  await write(datasets, change, need);
  return true;
}

/** From now on it stays as it is, whoever shows it. */
export function freezeDataset(id: string): Promise<void> {
  return update<StoredDataset>(datasets, [id], ([stored]) => (stored ? [[id, { ...stored, frozen: true }]] : []));
}

function withoutBlobs(dataset: Dataset): StoredDataset {
  const { id, created, pictures } = dataset;
  const plain = pictures.map(({ id, name, caption, width, height }) => ({ id, name, caption, width, height }));
  return { id, created, pictures: plain };
}

/** The dataset shown when the page opens. */
export function currentDatasetId(): Promise<string | undefined> {
  return read(datasets, CURRENT);
}

export function setCurrentDatasetId(id: string): Promise<void> {
  return put(datasets, [[CURRENT, id]]);
}
