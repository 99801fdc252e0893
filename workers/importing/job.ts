/** One import: what it is made of, and the journal by which another session can go on with it. */
import type { Checkpoint, CheckpointChoices } from '../../src/checkpoints/checkpoint';
import { planImport, type ImportPlan } from '../../src/checkpoints/import-plan';
import type { PassState } from '../../src/checkpoints/import-pass';
import { modelOf } from '../../src/checkpoints/model-of';
import { openCheckpoint } from '../../src/checkpoints/open-checkpoint';
import { readTensors } from '../../src/checkpoints/tensors';
import { Failure } from '../../src/failure';
import { newSha256 } from '../../src/formats/hashes';
import { readText } from '../../src/nets/model-files';
import { todaysName } from '../../src/nets/weight-file';
import { filesOf } from '../../src/store/model-files';
import { readManifest } from '../../src/store/model-shards';
import { lentVae, type AttachedVae } from '../../src/store/model-vae';
import type { ImportJournal } from '../../src/store/imports';
import type { ImportChoices } from '../importer-api';
import { isResumable, type OpenedFile, type OpenedOffer, type StoredOffer } from './offered';

export interface SpooledFile {
  bytes: number;
  shards: number;
}

/** What a journal says beside the bytes done. */
export interface ImportState {
  offer: StoredOffer;
  choices: ImportChoices;
  sourceName: string;
  /** hash of what will be written: the same source and choices give the same */
  layout: string;
  /** by number of the file; only those that are spooled */
  spooled: Record<number, SpooledFile>;
  pass?: PassState;
}

export type Journal = ImportJournal<ImportState>;

export interface Job {
  journal: Journal;
  files: OpenedFile[];
  plan: ImportPlan;
  checkpoint: Checkpoint;
}

/** Throws what recognition throws, `model.vae-missing` where there is no VAE and none is chosen, `model.config` where that does not fit. */
export async function newJob({ files, stored, sourceName }: OpenedOffer, choices: ImportChoices): Promise<Job> {
  const { checkpoint, plan } = await planned(files, choices);
  const state: ImportState = { offer: stored, choices, sourceName, layout: await layoutOf(plan), spooled: {} };
  const journal = {
    id: crypto.randomUUID(), name: choices.name, done: 0, total: spoolBytes(files) + plan.sourceBytes,
    resumable: isResumable(stored), created: Date.now(), state,
  };
  return { journal, files, plan, checkpoint };
}

/** Of the same files, opened again. Throws `import.source-changed` {path}. */
export async function sameJob(journal: Journal, files: OpenedFile[]): Promise<Job> {
  const { checkpoint, plan } = await planned(files, journal.state.choices, journal.vae);
  if ((await layoutOf(plan)) !== journal.state.layout) throw new Failure('import.source-changed', { path: journal.state.sourceName });
  return { journal, files, plan, checkpoint };
}

async function planned(files: readonly OpenedFile[], choices: ImportChoices, vae?: AttachedVae): Promise<Pick<Job, 'checkpoint' | 'plan'>> {
  const checkpoint = await openCheckpoint(files, recognitionChoices(choices));
  await checkVae(checkpoint, choices, vae);
  return { checkpoint, plan: planImport(checkpoint, choices.precision) };
}

const recognitionChoices = ({ ema, prediction }: ImportChoices): CheckpointChoices => ({ ema, prediction });

/** `borrowed`: the import has the chosen VAE already; its entry may be gone by now. */
async function checkVae(checkpoint: Checkpoint, { vaeModelId, name }: ImportChoices, borrowed?: AttachedVae): Promise<void> {
  if (checkpoint.kind === 'vae') return;
  if (vaeModelId) await checkFit(checkpoint, borrowed ?? lentVae(await readManifest(vaeModelId)));
  else if (!checkpoint.weights.vae) throw new Failure('model.vae-missing', { name });
}

const VAE_CONFIG = 'vae/config.json';

async function checkFit(checkpoint: Checkpoint, attached: AttachedVae): Promise<void> {
  const files = filesOf(attached);
  const path = files.paths.find((path) => /^vae\/.*\.safetensors$/.test(path));
  if (!path) throw new Failure('model.file-missing', { path: 'vae/*.safetensors' });
  const { source, entries } = await readTensors(files.open(path));
  const vae = new Map([...entries].map(([name, entry]) => [todaysName('vae', name), { source, entry }]));
  modelOf(checkpoint, { configs: { [VAE_CONFIG]: (await readText(files, VAE_CONFIG)) ?? '{}' }, weights: { vae } });
}

async function layoutOf(plan: ImportPlan): Promise<string> {
  const hash = await newSha256();
  for (const { path, head } of plan.files) hash.update(path).update(head);
  return hash.digest();
}

export const spoolBytes = (files: readonly OpenedFile[]): number =>
  files.reduce((sum, { spool, source }) => sum + (spool ? source.size : 0), 0);

/** Bytes that the store still has to take. */
export function bytesToStore({ files, plan, journal }: Job): number {
  const { spooled, pass } = journal.state;
  const inSpool = Object.values(spooled).reduce((sum, { bytes }) => sum + bytes, 0);
  const written = pass ? pass.files.reduce((sum, { bytes }) => sum + bytes, 0) : 0;
  return spoolBytes(files) - inSpool + plan.storedBytes - written;
}
