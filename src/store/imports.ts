/**
 * Imports under way. Shards are written together with a journal, `import/id`, that says how far the import is: a killed
 * tab leaves both or neither of each step. The journal's `state` is plain data and handles of whoever imports.
 */
import { Failure } from '../failure';
import { put, read, remove, valuesOf, write } from './database';
import { whileChangingModels } from './lock';
import { models, readManifest, readManifests, shardKey, shardsOf, type OnProgress } from './model-shards';
import { freeUnused, JOURNAL, readReferrers } from './model-sharing';
import { checkTwins, repairedModel, shareFiles, withVaeReplaced, type Shared } from './model-twins';
import { lentVae, type AttachedVae } from './model-vae';
import type { ModelManifest } from './records';

export interface ImportJournal<S = unknown> {
  /** the coming model's */
  id: string;
  name: string;
  /** bytes of the source that are done, of bytes in all */
  done: number;
  total: number;
  /** false: its source cannot be opened again in another session */
  resumable: boolean;
  created: number;
  /** the VAE to attach: it stays as long as this import does, whatever becomes of the entry it came from */
  vae?: AttachedVae;
  state: S;
}

export interface NewShard {
  /** of the file, inside the model's folder */
  path: string;
  index: number;
  blob: Blob;
}

/** In one transaction. `need`: bytes this import still has to write, for the message of `store.quota`. */
export function writeShards(journal: ImportJournal, shards: readonly NewShard[], need = 0): Promise<void> {
  const entries = shards.map(({ path, index, blob }): [string, unknown] => [shardKey(journal.id, path, index), blob]);
  return put(models, [...entries, [JOURNAL + journal.id, journal]], need);
}

/** The journal with the VAE of another entry, written. Throws `model.not-found` {id}, `model.vae-missing` {name}. */
export function borrowVae<S>(journal: ImportJournal<S>, lenderId: string): Promise<ImportJournal<S>> {
  return whileChangingModels(async () => {
    const borrowing = { ...journal, vae: lentVae(await readManifest(lenderId)) };
    await writeShards(borrowing, []);
    return borrowing;
  });
}

/**
 * The manifest takes the journal's place. What another model holds already is not kept twice; where that is damaged, the
 * new copy takes its place. `onCheck` counts bytes of it that are read again; what it throws stops the import.
 */
export async function finishImport(manifest: ModelManifest, onCheck?: OnProgress): Promise<void> {
  const twins = await checkTwins(manifest, onCheck);
  await whileChangingModels(async () => {
    const shared = shareFiles(manifest, await readReferrers(), twins);
    const whole = { ...shared.manifest, ...withVaeReplaced(shared.manifest, shared.repaired) };
    const entries = [...(await repairs(shared)), [manifest.id, whole] as const];
    const spool = (await shardsOf(manifest.id)).filter((key) => key.startsWith(spoolPath(manifest.id)));
    await write(models, (store) => {
      for (const key of [...shared.gone, ...spool, JOURNAL + manifest.id]) store.delete(key);
      for (const [key, value] of entries) store.put(value, key);
    });
  });
}

/** Records, by key, that referred to what is damaged. */
async function repairs({ manifest, repaired }: Shared): Promise<(readonly [string, unknown])[]> {
  if (!repaired.size) return [];
  const changed = (await readManifests()).flatMap((model) => repairedModel(model, repaired) ?? []);
  const borrowing = (await unfinishedImports()).filter(({ id, vae }) => vae && id !== manifest.id);
  return [
    ...changed.map((model) => [model.id, model] as const),
    ...borrowing.map((journal) => [JOURNAL + journal.id, { ...journal, ...withVaeReplaced(journal, repaired) }] as const),
  ];
}

const spoolPath = (id: string): string => `${id}/spool/`;

/** Nothing is left of it, nor of a VAE that was kept for it alone. */
export function discardImport(id: string): Promise<void> {
  return whileChangingModels(async () => {
    const journal = await read<ImportJournal>(models, JOURNAL + id);
    await remove(models, [JOURNAL + id, ...(await shardsOf(id))]);
    if (journal?.vae) await freeUnused(journal);
  });
}

/** Throws `import.not-found`. */
export async function readImport<S>(id: string): Promise<ImportJournal<S>> {
  const journal = await read<ImportJournal<S>>(models, JOURNAL + id);
  if (!journal) throw new Failure('import.not-found');
  return journal;
}

/** Of killed tabs, or under way in another one. */
export function unfinishedImports<S = unknown>(): Promise<ImportJournal<S>[]> {
  return valuesOf<ImportJournal<S>>(models, JOURNAL);
}
