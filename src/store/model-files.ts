/** Reading a stored model's files without loading them whole. */
import { bytesSource, type ByteSource } from '../formats/byte-source';
import { Failure } from '../failure';
import { readManifest, shardedSource } from './model-shards';
import type { ModelManifest, StoredFile } from './records';

export interface ModelFiles {
  /** files of the model's folder, e.g. `unet/config.json` */
  readonly paths: string[];
  /** Throws `model.file-missing` {path}. */
  open(path: string): ByteSource;
}

const VAE = 'vae/';

/** What makes up a model, an attached VAE in the place of its own. */
export interface ModelParts {
  files: StoredFile[];
  configs: Record<string, string>;
}

export function partsOf({ files, configs = {}, vae }: Pick<ModelManifest, 'files' | 'configs' | 'vae'>): ModelParts {
  if (!vae) return { files, configs };
  const notVae = (path: string): boolean => !path.startsWith(VAE);
  const own = Object.fromEntries(Object.entries(configs).filter(([path]) => notVae(path)));
  return { files: [...files.filter(({ path }) => notVae(path)), ...vae.files], configs: { ...own, ...vae.configs } };
}

/** The VAE alone. */
export function vaeOf(manifest: ModelManifest): ModelParts {
  const { files, configs } = partsOf(manifest);
  const isVae = (path: string): boolean => path.startsWith(VAE);
  return {
    files: files.filter(({ path }) => isVae(path)),
    configs: Object.fromEntries(Object.entries(configs).filter(([path]) => isVae(path))),
  };
}

/** With the attached VAE, if there is one. Throws `model.not-found` {id}. */
export async function modelFiles(id: string): Promise<ModelFiles> {
  return filesOf(await readManifest(id));
}

/** With its own VAE, whatever is attached. Throws `model.not-found` {id}. */
export async function ownModelFiles(id: string): Promise<ModelFiles> {
  return filesOf({ ...(await readManifest(id)), vae: undefined });
}

/** Files without a place are those of `id`. */
export function filesOf(manifest: Pick<ModelManifest, 'files' | 'configs' | 'vae'> & { id?: string }): ModelFiles {
  const { files, configs } = partsOf(manifest);
  return {
    paths: [...new Set([...files.map((file) => file.path), ...Object.keys(configs)])],
    open(path) {
      if (Object.hasOwn(configs, path)) return bytesSource(new TextEncoder().encode(configs[path]));
      const file = files.find((other) => other.path === path);
      if (!file) throw new Failure('model.file-missing', { path });
      return shardedSource(manifest.id ?? '', file);
    },
  };
}
