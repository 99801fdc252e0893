/**
 * Datasets. The pictures' Blobs lie beside the record, so that editing a caption does not write them all again. A picture and
 * its thumbnail lie under `set/picture` and never change; a mask may, so each has a key of its own, `set/picture/mask`.
 */
import { database, keysOf, put, read, readMany, remove, update } from './database';
import type { Dataset, Picture } from './records';

const datasets = database('datasets');
/** not an id: those are UUIDs */
const CURRENT = 'current';
/** nor are keys with a slash */
const ASIDE = 'current/aside';

type PictureBlobs = Pick<Picture, 'blob' | 'thumbnail'>;
type StoredPicture = Omit<Picture, keyof PictureBlobs | 'mask'> & { maskId?: string };
type StoredDataset = Omit<Dataset, 'pictures'> & { pictures: StoredPicture[] };

const blobsKey = (datasetId: string, pictureId: string): string => `${datasetId}/${pictureId}`;
const maskKey = (datasetId: string, pictureId: string, maskId: string): string => `${datasetId}/${pictureId}/${maskId}`;

/** Revisions that this tab writes begin with it. No UUID: on plain http, where the page still opens, there are none. */
const TAB = Math.random().toString(36).slice(2);
let writes = 0;

/** Under which id a mask is stored or was read: Blobs cannot be compared otherwise. */
const maskIds = new WeakMap<Blob, string>();

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
  /** id of the one it was made of */
  origin?: string;
}

/** Those with pictures, the newest first. */
export async function listDatasets(): Promise<DatasetSummary[]> {
  const all = await storedSets();
  const summaries = all.map(({ id, pictures, created, origin }) => ({ id, created, pictures: pictures.length, ...(origin && { origin }) }));
  return summaries.filter(({ pictures }) => pictures > 0).sort((a, b) => b.created - a.created);
}

async function storedSets(): Promise<StoredDataset[]> {
  const ids = (await keysOf(datasets)).filter((key) => key !== CURRENT && !key.includes('/'));
  return (await readMany<StoredDataset>(datasets, ids)).filter((stored) => stored !== undefined);
}

/** undefined where there is no such dataset; a picture whose Blobs are gone is left out. */
export async function loadDataset(id: string): Promise<Dataset | undefined> {
  const stored = await read<StoredDataset>(datasets, id);
  if (!stored) return undefined;
  const blobs = await readMany<PictureBlobs>(datasets, stored.pictures.map((picture) => blobsKey(id, picture.id)));
  const masks = await loadMasks(stored);
  const pictures = stored.pictures.flatMap(({ maskId, ...picture }, i) => {
    const mask = maskId && masks.get(maskId);
    return blobs[i] ? [{ ...picture, ...blobs[i], ...(mask && { mask }) }] : [];
  });
  return { ...stored, pictures };
}

/** By their ids. */
async function loadMasks({ id, pictures }: StoredDataset): Promise<Map<string, Blob>> {
  const masked = pictures.flatMap((picture) => (picture.maskId ? [{ id: picture.id, maskId: picture.maskId }] : []));
  const blobs = await readMany<Blob>(datasets, masked.map((picture) => maskKey(id, picture.id, picture.maskId)));
  const found = masked.flatMap(({ maskId }, i): [string, Blob][] => (blobs[i] ? [[maskId, blobs[i]]] : []));
  for (const [maskId, blob] of found) maskIds.set(blob, maskId);
  return new Map(found);
}

/** Without the pictures themselves; empty where there is no such dataset. */
export async function loadPictureFacts(id: string): Promise<Pick<Picture, 'name' | 'caption' | 'width' | 'height'>[]> {
  return (await read<StoredDataset>(datasets, id))?.pictures ?? [];
}

/**
 * In one transaction; false, and nothing written, where it is frozen, be it by another tab, or where another tab has changed it
 * since it was loaded: what that one added would go. Only Blobs that are not there yet are written: a picture's never change
 * under its id, and another mask is another Blob.
 */
export async function saveDataset(dataset: Dataset): Promise<boolean> {
  const before = new Set(await keysOf(datasets, `${dataset.id}/`));
  const now = new Map(dataset.pictures.flatMap((picture) => blobsOf(dataset.id, picture)));
  const added = [...now].filter(([key]) => !before.has(key));
  const gone = [...before].filter((key) => !now.has(key));
  const need = added.reduce((sum, [, blobs]) => sum + bytesOf(blobs), 0);
  const record = { ...withoutBlobs(dataset), revision: `${TAB}/${++writes}` };
  const entries: [string, unknown][] = [...added, ...gone.map((key): [string, undefined] => [key, undefined]), [dataset.id, record]];
  let unchanged = false;
  const change = ([stored]: (StoredDataset | undefined)[]): [string, unknown][] => {
    unchanged = isUnchanged(stored, dataset);
    return unchanged ? entries : [];
  };
  await update<StoredDataset>(datasets, [dataset.id], change, need);
  return unchanged;
}

/** Since it was loaded, but by this tab, whose writes are in order. */
function isUnchanged(stored: StoredDataset | undefined, { revision }: Dataset): boolean {
  if (!stored || stored.frozen) return !stored;
  return stored.revision === revision || stored.revision?.startsWith(`${TAB}/`) === true;
}

/** From now on it stays as it is, whoever shows it. */
export function freezeDataset(id: string): Promise<void> {
  return update<StoredDataset>(datasets, [id], ([stored]) => (stored ? [[id, { ...stored, frozen: true }]] : []));
}

/**
 * No run needs these any more: they may change again. One goes with its pictures if each of them lies in another set too, it is
 * not shown or set aside, and nothing was made of it: a copy that a run had made necessary.
 */
export async function releaseDatasets(ids: readonly string[]): Promise<void> {
  const shown = [await currentDatasetId(), await asideDatasetId()];
  for (const id of ids) {
    await update<StoredDataset>(datasets, [id], ([stored]) => (stored ? [[id, { ...stored, frozen: undefined }]] : []));
    if (!shown.includes(id) && isCopy(id, await storedSets())) await deleteDataset(id);
  }
}

function isCopy(id: string, all: readonly StoredDataset[]): boolean {
  const others = all.filter((one) => one.id !== id);
  const elsewhere = new Set(others.flatMap(({ pictures }) => pictures.map((picture) => picture.id)));
  const mine = all.find((one) => one.id === id)?.pictures ?? [];
  return mine.every((picture) => elsewhere.has(picture.id)) && others.every(({ origin }) => origin !== id);
}

/** With its pictures; false, and nothing done, where it is frozen. */
export async function deleteDataset(id: string): Promise<boolean> {
  if ((await read<StoredDataset>(datasets, id))?.frozen) return false;
  await remove(datasets, [id, ...(await keysOf(datasets, `${id}/`))]);
  return true;
}

function blobsOf(datasetId: string, { id, blob, thumbnail, mask }: Picture): [string, PictureBlobs | Blob][] {
  const picture: [string, PictureBlobs] = [blobsKey(datasetId, id), { blob, thumbnail }];
  return mask ? [picture, [maskKey(datasetId, id, maskIdOf(mask)), mask]] : [picture];
}

function maskIdOf(mask: Blob): string {
  const id = maskIds.get(mask) ?? crypto.randomUUID();
  maskIds.set(mask, id);
  return id;
}

const bytesOf = (blobs: PictureBlobs | Blob): number => (blobs instanceof Blob ? blobs.size : blobs.blob.size + blobs.thumbnail.size);

function withoutBlobs({ id, created, origin, prepared, bundled, pictures }: Dataset): StoredDataset {
  return { id, created, ...(origin && { origin, prepared }), ...(bundled && { bundled }), pictures: pictures.map(plain) };
}

/** Named one by one: what else hangs on a picture of the page stays there. */
function plain({ id, name, caption, width, height, digest, crop, source, mask }: Picture): StoredPicture {
  return { id, name, caption, width, height, digest, crop, source, ...(mask && { maskId: maskIdOf(mask) }) };
}

/** The dataset shown when the page opens. */
export function currentDatasetId(): Promise<string | undefined> {
  return read(datasets, CURRENT);
}

/** The one that a person may bring back in its place. */
export function asideDatasetId(): Promise<string | undefined> {
  return read(datasets, ASIDE);
}

/** Both at once: whenever the page is left, none of the two is lost. */
export function setCurrentDatasetId(id: string, aside?: string): Promise<void> {
  return put(datasets, [[CURRENT, id], [ASIDE, aside]]);
}
