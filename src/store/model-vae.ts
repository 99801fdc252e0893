/** Whose VAE a model uses: its own, or that of another entry. */
import { Failure } from '../failure';
import { vaeOf } from './model-files';
import { placesOf } from './model-sharing';
import type { ModelManifest } from './records';

export type AttachedVae = NonNullable<ModelManifest['vae']>;

export function withVae(manifest: ModelManifest, lender: ModelManifest): ModelManifest {
  return { ...manifest, vaeModelId: lender.id, vae: lentVae(lender) };
}

/** Where its parts lie: they stay as long as a model or an import refers to them. Throws `model.vae-missing` {name}. */
export function lentVae(lender: ModelManifest): AttachedVae {
  const { files, configs } = vaeOf(requireVae(lender));
  return { files: [...placesOf({ ...lender, files, vae: undefined })].map(([at, file]) => ({ ...file, at })), configs };
}

/** Throws `model.vae-missing` {name}. */
export function requireVae(manifest: ModelManifest): ModelManifest {
  if (!vaeOf(manifest).files.length) throw new Failure('model.vae-missing', { name: manifest.name });
  return manifest;
}
