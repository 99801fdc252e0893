/**
 * Words. A word's record lies under its id, its numbers under `id/values`, those of its versions under `id/step`: the
 * list of thousands of words must not load their numbers.
 */
import { database, keysOf, put, read, readMany, update, write } from './database';
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

/** What a person said of the word since (name, tags, notes) and its versions stay. */
export function saveEmbedding({ vectors, ...info }: Embedding, start?: Float32Array): Promise<void> {
  const values = { vectors, start };
  const change = ([known]: (StoredInfo | undefined)[]): [string, unknown][] => {
    const { tags, notes, versions, name = info.name } = known ?? {};
    return entriesOf({ tags, notes, versions, ...info, name }, values);
  };
  return update<StoredInfo>(embeddings, [info.id], change, bytesOf(values));
}

/** A word as it is; one of the same id is replaced. */
export function putEmbedding(info: EmbeddingInfo, values: EmbeddingValues): Promise<void> {
  return put(embeddings, entriesOf(info, values), bytesOf(values));
}

const entriesOf = (info: EmbeddingInfo, values: EmbeddingValues): [string, unknown][] => [[info.id, info], [valuesKey(info.id), values]];

const bytesOf = ({ vectors, vectorsG, start }: EmbeddingValues): number =>
  [vectors, vectorsG, start].reduce((sum, part) => sum + (part?.byteLength ?? 0), 0);

/** Changes what is said of a word, not its numbers. */
export function changeEmbedding(id: string, changes: Partial<Pick<EmbeddingInfo, 'name' | 'tags' | 'notes' | 'preview'>>): Promise<void> {
  return update<StoredInfo>(embeddings, [id], ([stored]) => (stored ? [[id, { ...stored, ...changes }]] : []));
}

/** Keeps a state of a word's run beside the word itself; one of the same step is replaced. */
export function keepVersion(id: string, version: EmbeddingVersion, values: EmbeddingValues): Promise<void> {
  const change = ([stored]: (StoredInfo | undefined)[]): [string, unknown][] =>
    stored ? [[id, withVersion(stored, version)], [versionKey(id, version.step), values]] : [];
  return update<StoredInfo>(embeddings, [id], change, bytesOf(values));
}

/** Keeps the best state; the one that was best before goes, unless it was kept for something else too. */
export async function keepBest(id: string, version: EmbeddingVersion, values: EmbeddingValues): Promise<void> {
  let gone: EmbeddingVersion[] = [];
  const change = ([stored]: (StoredInfo | undefined)[]): [string, unknown][] => {
    if (!stored) return [];
    const before = stored.versions ?? [];
    gone = before.filter(({ step, best }) => best === 'only' && step !== version.step);
    const others = before.filter((other) => !gone.includes(other)).map((other) => without(other, ['best']));
    const known = before.find(({ step }) => step === version.step);
    const best = { preview: known?.preview, ...version, best: known && known.best !== 'only' ? ('too' as const) : ('only' as const) };
    return [[id, withVersion({ ...stored, versions: others }, best)], [versionKey(id, version.step), values]];
  };
  await update<StoredInfo>(embeddings, [id], change, bytesOf(values));
  // a killed tab leaves numbers that nobody names; they go with the word
  if (gone.length > 0) await write(embeddings, (store) => gone.forEach(({ step }) => store.delete(versionKey(id, step))));
}

/** Numbers of a kept version; undefined where there is none of that step. */
export function loadVersion(id: string, step: number): Promise<EmbeddingValues | undefined> {
  return read(embeddings, versionKey(id, step));
}

function withVersion(info: StoredInfo, version: EmbeddingVersion): StoredInfo {
  const before = info.versions ?? [];
  const others = before.filter(({ step }) => step !== version.step);
  const best = before.some((other) => other.step === version.step && other.best) ? { best: 'too' as const } : {};
  return { ...info, versions: [...others, { ...best, ...version }].sort((a, b) => a.step - b.step) };
}

/**
 * A kept version becomes the word; what the word was is kept as a version too. Nothing changes where there is none of
 * that step.
 */
export function takeVersion(id: string, step: number): Promise<void> {
  return update<unknown>(embeddings, [id, valuesKey(id), versionKey(id, step)], (found) => {
    const [stored, current, wanted] = found as [StoredInfo | undefined, EmbeddingValues | undefined, EmbeddingValues | undefined];
    const version = stored?.versions?.find((other) => other.step === step);
    if (!stored || !version || !wanted) return [];
    const { info, kept } = keepingCurrent(stored, current ?? { vectors: stored.vectors! });
    const taken = { ...infoOf(info), step, preview: version.preview ?? stored.preview };
    return [...kept, ...entriesOf(taken, wanted)];
  });
}

/** The word as it stands, among its versions, unless one of its step is there. */
function keepingCurrent(stored: StoredInfo, values: EmbeddingValues): { info: StoredInfo; kept: [string, unknown][] } {
  const { id, step, preview, versions = [] } = stored;
  if (versions.some((version) => version.step === step)) return { info: stored, kept: [] };
  return { info: withVersion(stored, { step, created: Date.now(), preview }), kept: [[versionKey(id, step), values]] };
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
