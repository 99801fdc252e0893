/** Writing a model whose files are there as Blobs: the bundled one. Checkpoints come as a stream: see imports.ts. */
import { put, remove } from './database';
import { whileWritingModel } from './lock';
import { models, shardKey, shardsOf, type OnProgress } from './model-shards';
import { refuseBeyondQuota } from './quota';
import type { ModelManifest } from './records';

/** Bytes of a shard: browsers handle Blobs of this size well. */
const SHARD_BYTES = 64 * 2 ** 20;

export interface ModelFile {
  /** inside the model's folder, with `/` */
  path: string;
  blob: Blob;
  /** of its bytes, hex, where it is known */
  sha256?: string;
}

export type ModelIdentity = Pick<ModelManifest, 'id' | 'name' | 'bundled' | 'kind' | 'prediction' | 'precision'>;

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
  const records = files.map(({ path, blob, sha256 }) => {
    const record = { path, bytes: blob.size, shards: Math.ceil(blob.size / shardBytes) };
    return sha256 ? { ...record, sha256 } : record;
  });
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
