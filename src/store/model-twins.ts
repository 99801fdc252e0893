/** Files that hold the same as those of another model: kept once. What is stored already counts only if it is whole. */
import { isWhole } from './model-check';
import { placeOf, shardKeys, type OnProgress } from './model-shards';
import { placesOf, readReferrers, type Referrer } from './model-sharing';
import type { ModelManifest, StoredFile } from './records';

/** A stored file with its place. */
export type Placed = StoredFile & { at: string };

/** Place → whether its bytes are what was stored, of every file that holds what one of `files` holds. */
export type Twins = ReadonlyMap<string, boolean>;

/**
 * Reads what is stored already: the new copy may be the one that repairs it. `onProgress` counts bytes read; what it
 * throws stops the reading.
 */
export async function checkTwins({ files }: ModelManifest, onProgress?: OnProgress): Promise<Twins> {
  const stored = twinsOf(files, await readReferrers());
  const total = stored.reduce((sum, { bytes }) => sum + bytes, 0);
  const twins = new Map<string, boolean>();
  let done = 0;
  for (const file of stored) twins.set(file.at, await isWhole('', file, (bytes) => onProgress?.((done += bytes), total)));
  return twins;
}

function twinsOf(files: readonly StoredFile[], referrers: readonly Referrer[]): Placed[] {
  const contents = new Set(files.flatMap(({ content }) => content ?? []));
  const known = new Map(referrers.flatMap((other) => [...placesOf(other)]));
  return [...known].filter(([, { content }]) => content && contents.has(content)).map(([at, file]) => ({ ...file, at }));
}

export interface Shared {
  manifest: ModelManifest;
  /** new copies that are not needed, and damaged ones that the new copy replaces */
  gone: string[];
  /** damaged place → the new copy */
  repaired: ReadonlyMap<string, Placed>;
}

/** The manifest with the files of other models in place of its own where `twins` says that those are whole. */
export function shareFiles(manifest: ModelManifest, referrers: readonly Referrer[], twins: Twins): Shared {
  const repaired = new Map<string, Placed>();
  const gone: string[] = [];
  const share = (file: StoredFile): StoredFile => {
    const own = { ...file, at: placeOf(manifest.id, file) };
    const others = twinsOf([file], referrers);
    const whole = others.find(({ at }) => twins.get(at));
    const broken = others.filter(({ at }) => twins.get(at) === false);
    for (const other of broken) repaired.set(other.at, whole ?? own);
    for (const other of whole ? [own, ...broken] : broken) gone.push(...shardKeys(other.at, other.shards));
    return whole ? { ...whole, path: file.path } : file;
  };
  return { manifest: { ...manifest, files: manifest.files.map(share) }, gone, repaired };
}

/** `model` with its damaged files replaced; undefined where it has none. Who keeps it open has to open it again. */
export function repairedModel(model: ModelManifest, repaired: Shared['repaired']): ModelManifest | undefined {
  if (![...placesOf(model).keys()].some((at) => repaired.has(at))) return undefined;
  const files = replaced(model, model.files, repaired);
  const bytes = model.bytes + bytesOf(files) - bytesOf(model.files);
  return { ...model, ...withVaeReplaced(model, repaired), files, bytes, revision: (model.revision ?? 0) + 1 };
}

/** The same of a journal. */
export function withVaeReplaced({ id, vae }: Referrer, repaired: Shared['repaired']): Pick<ModelManifest, 'vae'> {
  return vae ? { vae: { ...vae, files: replaced({ id }, vae.files, repaired) } } : {};
}

function replaced({ id }: Pick<Referrer, 'id'>, files: readonly StoredFile[], repaired: Shared['repaired']): StoredFile[] {
  return files.map((file) => {
    const whole = repaired.get(placeOf(id, file));
    return whole ? { ...whole, path: file.path } : file;
  });
}

const bytesOf = (files: readonly StoredFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
