/** Models in IndexedDB: a manifest under the model's id, its files as Blobs under `id/path/index`. */
import { Failure } from '../failure';
import { database, keysOf, put, read, remove } from './database';
import { whileWritingModel } from './lock';
import { refuseBeyondQuota } from './quota';
import type { ModelManifest } from './records';

export const models = database('models');

/** Bytes of a shard: browsers handle Blobs of this size well, and few are needed for a model of 2 GiB. */
export const SHARD_BYTES = 64 * 2 ** 20;

export interface ModelFile {
  /** inside the model's folder, with `/` */
  path: string;
  blob: Blob;
}

/** A count of bytes done, of bytes in all. */
export type OnProgress = (done: number, total: number) => void;

export type ModelIdentity = Pick<ModelManifest, 'id' | 'name' | 'bundled'>;

export function shardKey(id: string, path: string, index: number): string {
  return `${id}/${path}/${index}`;
}

export function shardsOf(id: string): Promise<string[]> {
  return keysOf(models, `${id}/`);
}

/**
 * Writes a model shard by shard, its manifest last: only then is it there. On any failure what was written is removed.
 * Throws `store.quota` {need, free} before writing where the browser says that there is no room, or when it runs out.
 */
export function writeModel(
  identity: ModelIdentity, files: readonly ModelFile[], onProgress?: OnProgress, shardBytes = SHARD_BYTES,
): Promise<void> {
  return whileWritingModel(async () => {
    const manifest = manifestOf(identity, files, shardBytes);
    await refuseBeyondQuota(manifest.bytes);
    try {
      await writeShards(manifest, files, shardBytes, onProgress);
      await put(models, [[manifest.id, manifest]]);
    } catch (error) {
      await remove(models, await shardsOf(manifest.id));
      throw error;
    }
  });
}

function manifestOf(identity: ModelIdentity, files: readonly ModelFile[], shardBytes: number): ModelManifest {
  const records = files.map(({ path, blob }) => ({ path, bytes: blob.size, shards: Math.ceil(blob.size / shardBytes) }));
  const bytes = records.reduce((sum, file) => sum + file.bytes, 0);
  return { ...identity, files: records, bytes, created: Date.now() };
}

async function writeShards(
  manifest: ModelManifest, files: readonly ModelFile[], shardBytes: number, onProgress?: OnProgress,
): Promise<void> {
  let done = 0;
  for (const { path, blob } of files) {
    for (let index = 0; index * shardBytes < blob.size; index++) {
      const shard = blob.slice(index * shardBytes, (index + 1) * shardBytes);
      await put(models, [[shardKey(manifest.id, path, index), shard]], manifest.bytes - done);
      done += shard.size;
      onProgress?.(done, manifest.bytes);
    }
  }
}

/** Throws `model.not-found` {id}. */
export async function readManifest(id: string): Promise<ModelManifest> {
  const manifest = await read<ModelManifest>(models, id);
  if (!manifest) throw new Failure('model.not-found', { id });
  return manifest;
}
