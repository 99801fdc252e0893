/** Which VAE makes a run's latents, and where they are kept. */
import type { Device } from '../src/engine/device';
import type { Model } from '../src/nets/model';
import { openVae, type Vae } from '../src/nets/vae';
import { loadLatents, saveLatents } from '../src/store/latents';
import { vaeOf } from '../src/store/model-files';
import { readManifest } from '../src/store/model-shards';
import { modelFiles, ownModelFiles } from '../src/store/models';
import type { LatentCache } from '../src/train/samples/latents';
import type { Run } from '../src/train/records';
import type { PixelSize } from '../src/train/size';

/** The VAE that makes the latents, where it is not the model's. Throws `model.*`. */
export async function latentEncoder({ modelId, settings }: Run, model: Model): Promise<Vae | undefined> {
  const { latentVae = 'model' } = settings;
  if (latentVae === 'model') return undefined;
  const files = latentVae === 'own' ? await ownModelFiles(modelId) : await modelFiles(latentVae.modelId);
  return openVae(files, model.vae);
}

/** Latents are kept by all that they depend on. */
export async function latentCache(run: Run, { storage, info }: Device): Promise<LatentCache> {
  const vae = await vaeKey(run);
  const key = (pictureId: string, { width, height }: PixelSize): string => ['posterior', vae, pictureId, `${width}x${height}`, storage, info.vendor, info.architecture].join('/');
  return { load: (id, size) => loadLatents(key(id, size)), save: (id, size, latent) => saveLatents(key(id, size), latent) };
}

/** Names a VAE by what it is: models that share one share its latents. */
async function vaeKey({ modelId, settings: { latentVae = 'model' } }: Run): Promise<string> {
  const id = typeof latentVae === 'object' ? latentVae.modelId : modelId;
  const manifest = await readManifest(id);
  const { files } = vaeOf(latentVae === 'own' ? { ...manifest, vae: undefined } : manifest);
  const hashes = files.map((file) => file.content ?? file.sha256);
  if (hashes.length > 0 && hashes.every((hash) => hash !== undefined)) return hashes.join('+');
  return `${id}/${latentVae === 'own' ? 'own' : (manifest.vaeModelId ?? '')}`;
}
