/**
 * Words. A word's record lies under its id, its numbers under `id/values`, those of its versions under `id/step`: the
 * list of thousands of words must not load their numbers.
 */
import { database, keysOf, put, read, readMany, write } from './database';
import type { Embedding, EmbeddingInfo, EmbeddingValues, EmbeddingVersion } from './records';

const embeddings = database('embeddings');

const valuesKey = (id: string): string => `${id}/values`;
const versionKey = (id: string, step: number): string => `${id}/${step}`;

/** Records of earlier versions hold the numbers themselves. */
type StoredInfo = EmbeddingInfo & Partial<EmbeddingValues>;

/** The newest first. */
export async function listEmbeddings(): Promise<EmbeddingInfo[]> {
  const ids = (await keysOf(embeddings)).filter((key) => !key.includes('/'));
  const all = (await readMany<StoredInfo>(embeddings, ids)).filter((info) => info !== undefined);
  return all.map(infoOf).sort((a, b) => b.created - a.created);
}

function infoOf(stored: StoredInfo): EmbeddingInfo {
  return without(stored, ['vectors', 'vectorsG', 'start']);
}

/** A copy that lacks these fields. */
function without<T extends object, K extends keyof T>(record: T, fields: readonly K[]): Omit<T, K> {
  const copy = { ...record };
  for (const field of fields) delete copy[field];
  return copy;
}

/** With its numbers; undefined where there is no such word. */
export async function loadEmbedding(id: string): Promise<(EmbeddingInfo & { values: EmbeddingValues }) | undefined> {
  const [stored, values] = (await readMany(embeddings, [id, valuesKey(id)])) as [StoredInfo | undefined, EmbeddingValues | undefined];
  if (!stored) return undefined;
  const old = stored.vectors && { vectors: stored.vectors };
  const found = values ?? old;
  return found && { ...infoOf(stored), values: found };
}

/** In one transaction; what a person said of the word since (name, tags, notes) and its versions stay. */
export async function saveEmbedding({ vectors, ...info }: Embedding, start?: Float32Array): Promise<void> {
  const known = await read<StoredInfo>(embeddings, info.id);
  const { tags, notes, versions, name = info.name } = known ?? {};
  await putEmbedding({ tags, notes, versions, ...info, name }, { vectors, start });
}

/** A word as it is; one of the same id is replaced. */
export function putEmbedding(info: EmbeddingInfo, values: EmbeddingValues): Promise<void> {
  return put(embeddings, [[info.id, info], [valuesKey(info.id), values]], bytesOf(values));
}

const bytesOf = ({ vectors, vectorsG, start }: EmbeddingValues): number =>
  [vectors, vectorsG, start].reduce((sum, part) => sum + (part?.byteLength ?? 0), 0);

/** Changes what is said of a word, not its numbers. */
export async function changeEmbedding(id: string, changes: Partial<Pick<EmbeddingInfo, 'name' | 'tags' | 'notes'>>): Promise<void> {
  const stored = await read<StoredInfo>(embeddings, id);
  if (stored) await put(embeddings, [[id, { ...stored, ...changes }]]);
}

/** Keeps a state of a word's run beside the word itself; one of the same step is replaced. */
export async function keepVersion(id: string, version: EmbeddingVersion, values: EmbeddingValues): Promise<void> {
  const stored = await read<StoredInfo>(embeddings, id);
  if (!stored) return;
  const others = (stored.versions ?? []).filter(({ step }) => step !== version.step);
  const versions = [...others, version].sort((a, b) => a.step - b.step);
  await put(embeddings, [[id, { ...stored, versions }], [versionKey(id, version.step), values]], bytesOf(values));
}

/** A kept version becomes the word. Nothing changes where there is none of that step. */
export async function takeVersion(id: string, step: number): Promise<void> {
  const [stored, values] = (await readMany(embeddings, [id, versionKey(id, step)])) as [StoredInfo | undefined, EmbeddingValues | undefined];
  const version = stored?.versions?.find((other) => other.step === step);
  if (!stored || !version || !values) return;
  await putEmbedding({ ...infoOf(stored), step, preview: version.preview ?? stored.preview }, values);
}

/** What was deleted, for `restoreEmbedding`. */
export type DeletedEmbedding = readonly [key: string, value: unknown][];

/** The word with its numbers and versions. */
export async function deleteEmbedding(id: string): Promise<DeletedEmbedding> {
  const keys = [id, ...(await keysOf(embeddings, `${id}/`))];
  const values = await readMany(embeddings, keys);
  await write(embeddings, (store) => keys.forEach((key) => store.delete(key)));
  return keys.map((key, i) => [key, values[i]] as [string, unknown]).filter(([, value]) => value !== undefined);
}

export function restoreEmbedding(deleted: DeletedEmbedding): Promise<void> {
  return put(embeddings, [...deleted]);
}

/** A second word with the same numbers and no versions; resolves with its id, undefined where there is no such word. */
export async function duplicateEmbedding(id: string, name: string): Promise<string | undefined> {
  const word = await loadEmbedding(id);
  if (!word) return undefined;
  const info = without(word, ['values', 'versions', 'runId']);
  const copy = { ...info, id: crypto.randomUUID(), name, created: Date.now() };
  await putEmbedding(copy, word.values);
  return copy.id;
}
