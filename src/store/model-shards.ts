/** Models in IndexedDB: a manifest under the model's id, the shards of its files as Blobs under `id/path/index`. */
import { blobSource, type ByteSource } from '../formats/byte-source';
import { Failure } from '../failure';
import { database, keysOf, read, readMany } from './database';
import type { ModelManifest, StoredFile } from './records';

export const models = database('models');

/** A count of bytes done, of bytes in all. */
export type OnProgress = (done: number, total: number) => void;

export function shardKey(id: string, path: string, index: number): string {
  return `${id}/${path}/${index}`;
}

export function shardsOf(id: string): Promise<string[]> {
  return keysOf(models, `${id}/`);
}

/** Where a file's shards lie. */
export const placeOf = (id: string, { at, path }: StoredFile): string => at ?? `${id}/${path}`;

export const shardKeys = (at: string, shards: number): string[] => Array.from({ length: shards }, (_, index) => `${at}/${index}`);

/** Throws `model.not-found` {id}. */
export async function readManifest(id: string): Promise<ModelManifest> {
  const manifest = await read<ModelManifest>(models, id);
  if (!manifest) throw new Failure('model.not-found', { id });
  return manifest;
}

export async function readManifests(): Promise<ModelManifest[]> {
  const ids = (await keysOf(models)).filter((key) => !key.includes('/'));
  return (await readMany<ModelManifest>(models, ids)).filter((manifest) => manifest !== undefined);
}

/** The shards as one Blob: a reference to what lies on disk, of which only the ranges asked for are read. */
export function shardedSource(id: string, file: StoredFile): ByteSource {
  let whole: Promise<ByteSource> | undefined;
  return {
    size: file.bytes,
    async read(start, end) {
      whole ??= joined(id, file);
      return (await whole).read(start, end);
    },
  };
}

/** Throws `model.file-missing` {path}. */
async function joined(id: string, file: StoredFile): Promise<ByteSource> {
  const keys = shardKeys(placeOf(id, file), file.shards);
  const blobs = (await readMany<Blob>(models, keys)).filter((blob) => blob !== undefined);
  const blob = new Blob(blobs);
  if (blob.size !== file.bytes) throw new Failure('model.file-missing', { path: file.path });
  return blobSource(blob);
}
