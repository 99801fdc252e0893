/** Is what is stored what was stored? Every byte is read and hashed again. */
import { contentHashOf, rangeHash } from '../formats/content-hash';
import { newSha256 } from '../formats/hashes';
import { Failure } from '../failure';
import { partsOf } from './model-files';
import { readManifest, shardedSource, type OnProgress } from './model-shards';
import type { StoredFile } from './records';

export interface ModelCheck {
  ok: boolean;
  /** files whose bytes are not what was stored */
  damaged: string[];
}

/** Of an attached VAE, too. Files of the first version have no hash: of them the length is checked. */
export async function checkModel(id: string, onProgress?: OnProgress): Promise<ModelCheck> {
  const { files } = partsOf(await readManifest(id));
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const damaged: string[] = [];
  let before = 0;
  for (const file of files) {
    let done = before;
    const count = (bytes: number): void => onProgress?.((done += bytes), total);
    if (!(await isWhole(id, file, count))) damaged.push(file.path);
    onProgress?.((before += file.bytes), total);
  }
  return { ok: damaged.length === 0, damaged };
}

/** `count`: of the bytes that are read, as they are; what it throws stops the reading. */
export async function isWhole(id: string, file: StoredFile, count: (bytes: number) => void): Promise<boolean> {
  const source = shardedSource(id, file);
  try {
    if (file.content) return (await contentHashOf(source, count)) === file.content;
    const hash = await rangeHash(await newSha256(), source, 0, source.size, count);
    return file.sha256 === undefined || hash === file.sha256;
  } catch (error) {
    // A head that cannot be read and a shard that is gone are what is looked for; that the store is out of reach is not.
    if (error instanceof Failure && /^(safetensors|file|model)\./.test(error.code)) return false;
    throw error;
  }
}
