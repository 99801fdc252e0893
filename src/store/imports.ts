/**
 * Imports under way. Shards are written together with a journal, `import/id`, that says how far the import is: a killed
 * tab leaves both or neither of each step. The journal's `state` is plain data and handles of whoever imports.
 */
import { Failure } from '../failure';
import { put, read, remove, valuesOf, write } from './database';
import { whileChangingModels } from './lock';
import { models, shardKey, shardsOf } from './model-shards';
import { shareFiles } from './model-sharing';
import type { ModelManifest } from './records';

const JOURNAL = 'import/';

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

/** The manifest takes the journal's place; what another model holds already is not kept twice. */
export function finishImport(manifest: ModelManifest): Promise<void> {
  return whileChangingModels(async () => {
    const { shared, doubles } = await shareFiles(manifest);
    const spool = (await shardsOf(manifest.id)).filter((key) => key.startsWith(spoolPath(manifest.id)));
    await write(models, (store) => {
      for (const key of [...doubles, ...spool, JOURNAL + manifest.id]) store.delete(key);
      store.put(shared, manifest.id);
    });
  });
}

const spoolPath = (id: string): string => `${id}/spool/`;

/** Nothing is left of it. */
export async function discardImport(id: string): Promise<void> {
  await remove(models, [JOURNAL + id, ...(await shardsOf(id))]);
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
