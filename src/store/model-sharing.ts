/** Files of which several models make use: who refers to what, and what nobody does any more. */
import { remove, valuesOf, write } from './database';
import { models, placeOf, readManifests, shardKeys } from './model-shards';
import type { ModelManifest, StoredFile } from './records';

/** Journals of imports under way lie under this: see imports.ts. */
export const JOURNAL = 'import/';

/** What refers to files: a model, or an import to the VAE that it is to attach. */
export type Referrer = Pick<ModelManifest, 'id' | 'vae'> & Partial<Pick<ModelManifest, 'files'>>;

/** Every file that is referred to, with the place of its shards; the attached VAE's included. */
export function placesOf({ id, files = [], vae }: Referrer): Map<string, StoredFile> {
  const all = [...files, ...(vae?.files ?? [])];
  return new Map(all.map((file) => [placeOf(id, file), file]));
}

export async function readReferrers(): Promise<Referrer[]> {
  return [...(await readManifests()), ...(await valuesOf<Referrer>(models, JOURNAL))];
}

/** Files of `before` to which nothing refers. */
async function unused(before: Referrer): Promise<Map<string, StoredFile>> {
  const places = placesOf(before);
  for (const other of await readReferrers()) for (const at of placesOf(other).keys()) places.delete(at);
  return places;
}

/** Removes what `before`, changed or deleted by now, referred to and nothing refers to any more. Returns the bytes. */
export async function freeUnused(before: Referrer): Promise<number> {
  const free = await unused(before);
  await remove(models, [...free].flatMap(([at, { shards }]) => shardKeys(at, shards)));
  return [...free.values()].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A manifest and the removal of `gone`, together. */
export function putManifest(manifest: ModelManifest, gone: readonly string[] = []): Promise<void> {
  return write(models, (store) => {
    for (const key of gone) store.delete(key);
    store.put(manifest, manifest.id);
  });
}
