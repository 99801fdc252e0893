/** Files of which several models make use: who refers to what, and what nobody does any more. */
import { remove, write } from './database';
import { models, placeOf, readManifests, shardKeys } from './model-shards';
import type { ModelManifest, StoredFile } from './records';

/** Every file a manifest refers to, with the place of its shards; the attached VAE's included. */
export function placesOf({ id, files, vae }: ModelManifest): Map<string, StoredFile> {
  const all = [...files, ...(vae?.files ?? [])];
  return new Map(all.map((file) => [placeOf(id, file), file]));
}

/** Files of `before` to which no model refers. */
async function unused(before: ModelManifest): Promise<Map<string, StoredFile>> {
  const places = placesOf(before);
  for (const other of await readManifests()) for (const at of placesOf(other).keys()) places.delete(at);
  return places;
}

/** Removes what `before`, changed or deleted by now, referred to and nothing refers to any more. Returns the bytes. */
export async function freeUnused(before: ModelManifest): Promise<number> {
  const free = await unused(before);
  await remove(models, [...free].flatMap(([at, { shards }]) => shardKeys(at, shards)));
  return [...free.values()].reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * The manifest with its files replaced by those of other models that hold the same, and the keys of what is thereby
 * stored twice.
 */
export async function shareFiles(manifest: ModelManifest): Promise<{ shared: ModelManifest; doubles: string[] }> {
  const known = new Map<string, StoredFile>();
  for (const other of await readManifests()) {
    for (const [at, file] of placesOf(other)) if (file.content) known.set(file.content, { ...file, at });
  }
  const doubles: string[] = [];
  const files = manifest.files.map((file) => {
    const twin = file.content === undefined ? undefined : known.get(file.content);
    if (!twin) return file;
    doubles.push(...shardKeys(placeOf(manifest.id, file), file.shards));
    return { ...twin, path: file.path };
  });
  return { shared: { ...manifest, files }, doubles };
}

/** A manifest and the removal of `gone`, together. */
export function putManifest(manifest: ModelManifest, gone: readonly string[] = []): Promise<void> {
  return write(models, (store) => {
    for (const key of gone) store.delete(key);
    store.put(manifest, manifest.id);
  });
}
