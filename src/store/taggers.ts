/** Taggers and captioners that a person brought: a record under the id, its files' shards as Blobs under `id/path/index`. */
import { Failure } from '../failure';
import { database, keysOf, put, read, readMany, remove } from './database';
import { unlessWritingModel, whileWritingModel } from './lock';
import { refuseBeyondQuota } from './quota';

const taggers = database('taggers');

/** Bytes of a shard: browsers handle Blobs of this size well. */
const SHARD_BYTES = 64 * 2 ** 20;

export interface StoredTagger {
  id: string;
  name: string;
  files: { path: string; bytes: number; shards: number }[];
  bytes: number;
  created: number;
  /** what the files are: TaggerPlan of src/tagging, as its maker wrote it */
  plan: object;
}

/** A file on its way in. */
export interface IncomingFile {
  path: string;
  bytes: number;
  pieces: AsyncIterable<Uint8Array>;
}

const shardKey = (id: string, path: string, index: number): string => `${id}/${path}/${index}`;

/** The oldest first. */
export async function listTaggers(): Promise<StoredTagger[]> {
  const ids = (await keysOf(taggers)).filter((key) => !key.includes('/'));
  const found = (await readMany<StoredTagger>(taggers, ids)).filter((tagger) => tagger !== undefined);
  return found.sort((a, b) => a.created - b.created);
}

/** Throws `tagger.not-found`. */
export async function loadTagger(id: string): Promise<StoredTagger> {
  const tagger = await read<StoredTagger>(taggers, id);
  if (!tagger) throw new Failure('tagger.not-found');
  return tagger;
}

/** A reference to what lies on disk. Throws `tagger.not-found`. */
export async function taggerFile({ id, files }: Pick<StoredTagger, 'id' | 'files'>, path: string): Promise<Blob> {
  const file = files.find((one) => one.path === path);
  const keys = Array.from({ length: file?.shards ?? 0 }, (_, index) => shardKey(id, path, index));
  const blob = new Blob((await readMany<Blob>(taggers, keys)).filter((shard) => shard !== undefined));
  if (!file || blob.size !== file.bytes) throw new Failure('tagger.not-found');
  return blob;
}

/** What stands in a record once all files are there. */
export type Examine = (files: Pick<StoredTagger, 'id' | 'files'>) => Promise<Pick<StoredTagger, 'name' | 'plan'>>;

type Told = (done: number) => Promise<void>;

/**
 * Writes the files shard by shard; `examine` reads them from the store and says what they are; then the record, with
 * which alone the tagger is there. On any failure, and what `examine` throws is one, all that was written is removed.
 * Throws `store.quota` {need, free}. `told` hears the bytes done, and may throw.
 */
export function addTagger(incoming: readonly IncomingFile[], examine: Examine, told: Told, shardBytes = SHARD_BYTES): Promise<StoredTagger> {
  return whileWritingModel(async () => {
    const id = crypto.randomUUID();
    await refuseBeyondQuota(bytesOf(incoming));
    try {
      return await written(id, incoming, examine, told, shardBytes);
    } catch (error) {
      await removeTagger(id);
      throw error;
    }
  });
}

async function written(id: string, incoming: readonly IncomingFile[], examine: Examine, told: Told, shardBytes: number): Promise<StoredTagger> {
  const files: StoredTagger['files'] = [];
  for (const file of incoming) {
    const before = bytesOf(files);
    files.push(await writeFile(id, file, (done) => told(before + done), shardBytes));
  }
  const tagger: StoredTagger = { id, files, bytes: bytesOf(files), created: Date.now(), ...(await examine({ id, files })) };
  await put(taggers, [[id, tagger]]);
  return tagger;
}

const bytesOf = (files: readonly { bytes: number }[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

async function writeFile(id: string, { path, pieces }: IncomingFile, told: Told, shardBytes: number): Promise<StoredTagger['files'][number]> {
  let [bytes, shards, waiting, held] = [0, 0, [] as Uint8Array<ArrayBuffer>[], 0];
  const flush = async (): Promise<void> => {
    const shard = new Blob(waiting);
    [waiting, held] = [[], 0];
    await put(taggers, [[shardKey(id, path, shards++), shard]], shard.size);
  };
  for await (const piece of pieces) {
    waiting.push(new Uint8Array(piece));
    held += piece.length;
    if (held >= shardBytes) await flush();
    await told((bytes += piece.length));
  }
  if (held) await flush();
  return { path, bytes, shards };
}

export async function removeTagger(id: string): Promise<void> {
  await remove(taggers, [id, ...(await keysOf(taggers, `${id}/`))]);
}

/** At the start of the page: what a killed tab had begun to write. */
export function sweepTaggers(): Promise<void> {
  return unlessWritingModel(async () => {
    const keys = await keysOf(taggers);
    const known = new Set(keys.filter((key) => !key.includes('/')));
    const leftovers = keys.filter((key) => key.includes('/') && !known.has(key.slice(0, key.indexOf('/'))));
    if (leftovers.length) await remove(taggers, leftovers);
  });
}
