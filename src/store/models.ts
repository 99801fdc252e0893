/** Models: list, import, delete, and the sweep after a killed import. */
import { keysOf, readMany, remove } from './database';
import { unlessWritingModel } from './lock';
import { modelFilesAmong } from './model-root';
import { models, shardsOf, writeModel, type ModelFile, type OnProgress } from './model-shards';
import type { ModelManifest } from './records';

export { modelFiles, type ModelFiles } from './model-files';
export type { ModelFile, OnProgress } from './model-shards';

/** Complete models, the bundled one first, then the newest. */
export async function listModels(): Promise<ModelManifest[]> {
  const ids = (await keysOf(models)).filter((key) => !key.includes('/'));
  const manifests = (await readMany<ModelManifest>(models, ids)).filter((manifest) => manifest !== undefined);
  return manifests.sort((a, b) => Number(b.bundled) - Number(a.bundled) || b.created - a.created);
}

/**
 * Stores a model folder and returns its new id. What is no part of the model is left out (see model-root.ts).
 * Throws `store.quota` {need, free} in bytes; `store.failed`; then nothing of it is kept.
 */
export async function importModelFiles(
  files: readonly ModelFile[], name: string, onProgress?: OnProgress, shardBytes?: number,
): Promise<string> {
  const id = crypto.randomUUID();
  await writeModel({ id, name, bundled: false }, modelFilesAmong(files), onProgress, shardBytes);
  return id;
}

/** Manifest and shards go together. */
export async function deleteModel(id: string): Promise<void> {
  const shards = await shardsOf(id);
  await remove(models, [id, ...shards]);
}

/** At the start of the app: removes shards that a killed import left without a manifest. */
export function sweepModels(): Promise<void> {
  return unlessWritingModel(async () => {
    const keys = await keysOf(models);
    const complete = new Set(keys.filter((key) => !key.includes('/')));
    const leftovers = keys.filter((key) => key.includes('/') && !complete.has(key.slice(0, key.indexOf('/'))));
    if (leftovers.length) await remove(models, leftovers);
  });
}
