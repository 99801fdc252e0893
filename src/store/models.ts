/** Models: list, rename, delete, change, and the sweep after a killed import. */
import { keysOf, remove } from './database';
import { unfinishedImports } from './imports';
import { unlessWritingModel, whileChangingModels } from './lock';
import { models, readManifest, readManifests } from './model-shards';
import { predicting, type Prediction } from './model-prediction';
import { freeUnused, placesOf, putManifest } from './model-sharing';
import { requireVae, withVae } from './model-vae';
import type { ModelManifest } from './records';

export { modelFiles, ownModelFiles, type ModelFiles } from './model-files';
export type { OnProgress } from './model-shards';

/** Complete models, the bundled one first, then the newest. */
export async function listModels(): Promise<ModelManifest[]> {
  const manifests = await readManifests();
  return manifests.sort((a, b) => Number(b.bundled) - Number(a.bundled) || b.created - a.created);
}

/** Resolves with the bytes that are free again: what other models share stays. */
export function deleteModel(id: string): Promise<number> {
  return whileChangingModels(async () => {
    const manifest = await readManifest(id);
    await remove(models, [id]);
    const configs = Object.values(manifest.configs ?? {}).reduce((sum, text) => sum + new TextEncoder().encode(text).length, 0);
    return (await freeUnused(manifest)) + configs;
  });
}

export function renameModel(id: string, name: string): Promise<void> {
  return changeModel(id, (manifest) => ({ ...manifest, name }));
}

/** What the UNet is taken to predict: no tensor tells, so a person may. */
export function setPrediction(id: string, prediction: Prediction): Promise<void> {
  return changeModel(id, async (manifest) => revised(await predicting(manifest, prediction)));
}

/**
 * Uses the VAE of another entry from now on, or the model's own where none is given.
 * Throws `model.vae-missing` {name} where there is no VAE to use.
 */
export function attachVae(id: string, vaeModelId: string | undefined): Promise<void> {
  return changeModel(id, async (manifest) => {
    const own = { ...manifest };
    delete own.vae;
    delete own.vaeModelId;
    return revised(vaeModelId && vaeModelId !== id ? withVae(own, await readManifest(vaeModelId)) : requireVae(own));
  });
}

const revised = (manifest: ModelManifest): ModelManifest => ({ ...manifest, revision: (manifest.revision ?? 0) + 1 });

type Change = (manifest: ModelManifest) => ModelManifest | Promise<ModelManifest>;

function changeModel(id: string, change: Change): Promise<void> {
  return whileChangingModels(async () => {
    const before = await readManifest(id);
    await putManifest(await change(before));
    await freeUnused(before);
  });
}

/** At the start of the app: removes what killed imports left that cannot go on, and shards without a manifest. */
export function sweepModels(): Promise<void> {
  return unlessWritingModel(() => whileChangingModels(async () => {
    const imports = (await unfinishedImports()).filter(({ resumable }) => resumable);
    const wanted = new Set([...(await readManifests()), ...imports].flatMap((referrer) => [...placesOf(referrer).keys()]));
    const halves = new Set(imports.map(({ id }) => id));
    const keys = (await keysOf(models)).filter((key) => key.includes('/'));
    const leftovers = keys.filter((key) => !wanted.has(key.slice(0, key.lastIndexOf('/'))) && !halves.has(ownerOf(key)));
    if (leftovers.length) await remove(models, leftovers);
  }));
}

/** Of `import/id` and of `id/path/index`. */
function ownerOf(key: string): string {
  const [first, second] = key.split('/');
  return first === 'import' ? second : first;
}
