/** An import from its first byte to the manifest: spool what must be, read all of it once, write, note how far it is. */
import { GROUP_BYTES, runPass, type Passed } from '../../src/checkpoints/import-pass';
import { piecesOf } from '../../src/checkpoints/import-source';
import { Failure } from '../../src/failure';
import type { ByteSource } from '../../src/formats/byte-source';
import { borrowVae, finishImport, writeShards, type NewShard } from '../../src/store/imports';
import { shardedSource, type OnProgress } from '../../src/store/model-shards';
import type { ModelManifest } from '../../src/store/records';
import type { ImportListener } from '../importer-api';
import { bytesToStore, sameJob, spoolBytes, type Job, type Journal } from './job';
import { ProgressMeter } from './progress';

export interface ImportRun {
  listen: ImportListener;
  signal: AbortSignal;
  /** bytes that are written at once; GROUP_BYTES by default */
  groupBytes?: number;
}

/** Resolves with the model's id when it is there. */
export async function runImport(given: Job, run: ImportRun): Promise<string> {
  const job = await borrowing(given);
  run.signal.throwIfAborted();
  const ready = spoolBytes(job.files) ? await spool(job, run) : job;
  run.signal.throwIfAborted();
  run.listen({ kind: 'phase', phase: 'importing' });
  const passed = await pass(ready, run);
  run.signal.throwIfAborted();
  await finishImport(manifestOf(ready, passed), checking(run));
  return job.journal.id;
}

/** Before the first byte: the entry may be deleted while gigabytes are read. */
async function borrowing(job: Job): Promise<Job> {
  const { vaeModelId } = job.journal.state.choices;
  if (job.checkpoint.kind === 'vae' || !vaeModelId || job.journal.vae) return job;
  return { ...job, journal: await borrowVae(job.journal, vaeModelId) };
}

/** What is stored already and would be shared is read again first. */
function checking({ listen, signal }: ImportRun): OnProgress {
  let meter: ProgressMeter | undefined;
  return (done, total) => {
    signal.throwIfAborted();
    if (!meter) listen({ kind: 'phase', phase: 'hashing' });
    (meter ??= new ProgressMeter(listen, total)).report(done);
  };
}

/** Torch files come from their address to the store whole; the job goes on with what is stored. */
async function spool(job: Job, { listen, signal, groupBytes = GROUP_BYTES }: ImportRun): Promise<Job> {
  listen({ kind: 'phase', phase: 'spooling' });
  const { journal } = job;
  const meter = new ProgressMeter(listen, spoolBytes(job.files), journal.state.pass ? undefined : journal.done);
  const note = async (index: number, shard: NewShard): Promise<void> => {
    const { bytes, shards } = journal.state.spooled[index] ?? { bytes: 0, shards: 0 };
    const need = bytesToStore(job);
    journal.state.spooled = { ...journal.state.spooled, [index]: { bytes: bytes + shard.blob.size, shards: shards + 1 } };
    journal.done += shard.blob.size;
    await writeShards(journal, [shard], need);
  };
  for (const [index, { spool, source }] of job.files.entries()) {
    const start = journal.state.spooled[index]?.bytes ?? 0;
    if (spool) await spoolFile(piecesOf(source, start, signal), groupBytes, async (blob) => {
      signal.throwIfAborted();
      await note(index, { path: spoolPath(index), index: journal.state.spooled[index]?.shards ?? 0, blob });
      meter.report(journal.done);
    });
  }
  const files = job.files.map((file, index) => (file.spool ? { ...file, source: spooledSource(journal, index) } : file));
  return sameJob(journal, files);
}

/** Progress goes with what is written: it is what a killed tab would find. */
async function spoolFile(pieces: AsyncIterable<Uint8Array>, groupBytes: number, write: (blob: Blob) => Promise<void>): Promise<void> {
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  for await (const piece of pieces) {
    parts.push(piece as Uint8Array<ArrayBuffer>);
    held += piece.length;
    if (held < groupBytes) continue;
    await write(new Blob(parts));
    parts = [];
    held = 0;
  }
  if (held) await write(new Blob(parts));
}

const spoolPath = (index: number): string => `spool/${index}`;

export function spooledSource({ id, state }: Journal, index: number): ByteSource {
  const { bytes, shards } = state.spooled[index] ?? { bytes: 0, shards: 0 };
  return shardedSource(id, { path: spoolPath(index), bytes, shards });
}

function pass(job: Job, { listen, signal, groupBytes }: ImportRun): Promise<Passed> {
  const { plan, journal } = job;
  const before = spoolBytes(job.files);
  const meter = new ProgressMeter(listen, plan.sourceBytes, journal.state.pass?.done);
  const sink = {
    write(shards: readonly NewShard[], state: NonNullable<Journal['state']['pass']>): Promise<void> {
      const need = bytesToStore(job);
      Object.assign(journal, { done: before + state.done, state: { ...journal.state, pass: state } });
      return writeShards(journal, shards, need);
    },
  };
  const onProgress = (done: number): void => meter.report(done);
  return runPass(plan, sink, { signal, onProgress, groupBytes, from: journal.state.pass, hashBytes: fileBytes(job) });
}

/** Of the one file that is read, as it was given. */
function fileBytes({ plan, files }: Job): number | undefined {
  return files.find(({ path }) => path === plan.sources[0].path)?.source.size;
}

function manifestOf({ plan, journal, checkpoint }: Job, { files, hashes }: Passed): ModelManifest {
  const { choices, sourceName } = journal.state;
  const { kind, prediction } = checkpoint;
  return {
    id: journal.id, name: choices.name, bundled: false, kind, files, configs: { ...plan.configs },
    bytes: plan.storedBytes, created: Date.now(), precision: choices.precision, sourceName, sourceBytes: plan.sourceBytes,
    ...(kind !== 'vae' && { prediction }),
    ...(hashes && { ...hashes, shortHash: hashes.sha256.slice(0, 10) }),
    ...(journal.vae && { vae: journal.vae, vaeModelId: choices.vaeModelId }),
  };
}

/** Worth keeping what is there: the source may be within reach again. */
export const mayGoOn = (error: unknown, { resumable }: Journal): boolean =>
  resumable && error instanceof Failure && /^(url\.(broken|unreachable|failed)|import\.source-unreadable)$/.test(error.code);
