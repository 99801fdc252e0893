/** The model that ships with the app: fetched once, checked, kept in IndexedDB, there without a network from then on. */
import { Failure } from '../failure';
import { read } from './database';
import { whileUnpackingBundle } from './lock';
import { listModels } from './models';
import { models, type OnProgress } from './model-shards';
import { writeModel, type ModelFile } from './model-write';
import { fetchBytes, unpack } from './packed-file';
import type { ModelManifest } from './records';

/** public/model/index.json, written by tools/pack-model.mjs. */
export interface BundleIndex {
  /** from the content: another model has another id */
  id: string;
  name: string;
  files: BundleFile[];
}

export interface BundleFile {
  /** inside the diffusers folder */
  path: string;
  /** beside index.json */
  url: string;
  /** unpacked */
  bytes: number;
  /** as shipped */
  packedBytes: number;
  gzip: boolean;
  /** of the unpacked bytes, hex */
  sha256: string;
}

/**
 * Returns the bundled model's id. `base` is the folder of index.json with `/` at its end; the default is right on the
 * page, whose address is the app's root. Without a network a model that was stored before is found all the same.
 * Throws `bundle.fetch` {path, url}, `bundle.damaged` {path}, `store.quota`, `store.failed`.
 */
export function ensureBundledModel(onProgress?: OnProgress, base: string | URL = pageFolder()): Promise<string> {
  return whileUnpackingBundle(() => ensure(onProgress, base));
}

/** Of the shape of SD 1.x, though much smaller. */
const KIND = { kind: 'sd1', prediction: 'epsilon', precision: 'f16' } as const;

async function ensure(onProgress: OnProgress | undefined, base: string | URL): Promise<string> {
  const index = await fetchIndex(base).catch(storedInstead);
  if (typeof index === 'string') return index;
  if (await read<ModelManifest>(models, index.id)) return index.id;
  const files = await fetchFiles(index, base, onProgress);
  await writeModel({ id: index.id, name: index.name, bundled: true, ...KIND }, files);
  return index.id;
}

function pageFolder(): URL {
  return new URL('model/', self.location.href);
}

async function fetchIndex(base: string | URL): Promise<BundleIndex> {
  const path = 'model/index.json';
  const bytes = await fetchBytes(new URL('index.json', base), path);
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as BundleIndex;
  } catch {
    // Some hosts answer every unknown address with their start page.
    throw new Failure('bundle.damaged', { path });
  }
}

/** Without the index: the newest bundled model in the store, or else the failure. */
async function storedInstead(failure: unknown): Promise<string> {
  const stored = (await listModels()).find((model) => model.bundled);
  if (!stored) throw failure;
  return stored.id;
}

/** Progress counts packed bytes; a server that unpacks on the way sends more of them than are counted. */
async function fetchFiles(index: BundleIndex, base: string | URL, onProgress?: OnProgress): Promise<ModelFile[]> {
  const total = index.files.reduce((sum, file) => sum + file.packedBytes, 0);
  const files: ModelFile[] = [];
  let before = 0;
  for (const file of index.files) {
    const count = (received: number): void => onProgress?.(before + Math.min(received, file.packedBytes), total);
    files.push({ path: file.path, blob: await fetchFile(file, base, count), sha256: file.sha256 });
    before += file.packedBytes;
  }
  return files;
}

async function fetchFile(file: BundleFile, base: string | URL, onBytes: (received: number) => void): Promise<Blob> {
  const packed = await fetchBytes(new URL(file.url, base), `model/${file.url}`, onBytes);
  const bytes = file.gzip ? await unpack(packed).catch(damaged(file)) : packed;
  if (bytes.length !== file.bytes || (await sha256(bytes)) !== file.sha256) damaged(file)();
  return new Blob([bytes]);
}

function damaged({ path }: BundleFile): () => never {
  return () => {
    throw new Failure('bundle.damaged', { path });
  };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
