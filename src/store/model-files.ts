/** Reading a stored model's files without loading them whole. */
import { blobSource, type ByteSource } from '../formats/byte-source';
import { Failure } from '../failure';
import { readMany } from './database';
import { models, readManifest, shardKey } from './model-shards';
import type { ModelManifest } from './records';

export interface ModelFiles {
  /** files of the model's folder, e.g. `unet/config.json` */
  readonly paths: string[];
  /** Throws `model.file-missing` {path}. */
  open(path: string): ByteSource;
}

/** Throws `model.not-found` {id}. */
export async function modelFiles(id: string): Promise<ModelFiles> {
  const manifest = await readManifest(id);
  return {
    paths: manifest.files.map((file) => file.path),
    open(path) {
      const file = manifest.files.find((other) => other.path === path);
      if (!file) throw new Failure('model.file-missing', { path });
      return shardedSource(id, file);
    },
  };
}

/** The shards as one Blob: a reference to what lies on disk, of which only the ranges asked for are read. */
function shardedSource(id: string, file: ModelManifest['files'][number]): ByteSource {
  let whole: Promise<ByteSource> | undefined;
  return {
    size: file.bytes,
    async read(start, end) {
      whole ??= joined(id, file);
      return (await whole).read(start, end);
    },
  };
}

async function joined(id: string, { path, bytes, shards }: ModelManifest['files'][number]): Promise<ByteSource> {
  const keys = Array.from({ length: shards }, (_, index) => shardKey(id, path, index));
  const blobs = (await readMany<Blob>(models, keys)).filter((blob) => blob !== undefined);
  const blob = new Blob(blobs);
  if (blob.size !== bytes) throw new Failure('model.file-missing', { path });
  return blobSource(blob);
}
