/** The importer's endpoint, without its worker: tests call it as it is. */
import { folderAmong } from '../../src/checkpoints/folder-files';
import { openCheckpoint } from '../../src/checkpoints/open-checkpoint';
import { planImport } from '../../src/checkpoints/import-plan';
import { Failure } from '../../src/failure';
import { discardImport, readImport, unfinishedImports } from '../../src/store/imports';
import { importIsRunning, withImporterLock } from '../../src/store/lock';
import { checkModel } from '../../src/store/model-check';
import { refuseBeyondQuota, storageUse } from '../../src/store/quota';
import type { CheckReport, FoundCheckpoint, ImportChoices, ImporterApi, ImportListener, Inspection, Offer, PendingImport } from '../importer-api';
import { openRemote, type AddressOptions, type Candidates } from './addresses';
import { bytesToStore, newJob, sameJob, spoolBytes, type ImportState, type Job, type Journal } from './job';
import { KeptOffer } from './kept-offer';
import { handlesOf, openFiles, reopenFile, type FileOf, type OpenedFile, type OpenedOffer } from './offered';
import { ProgressMeter } from './progress';
import { mayGoOn, runImport, spooledSource } from './run-import';

/** How the world is reached; tests hand in others. */
export interface World extends AddressOptions {
  fileOf?: FileOf;
  /** bytes that are written at once */
  groupBytes?: number;
}

export function createImporter(world: World = {}): ImporterApi {
  const importer = new Importer(world);
  return {
    inspect: (offer, choices) => importer.inspect(offer, choices),
    start: (offer, choices, listen) => importer.start(offer, choices, listen),
    cancel: async () => importer.cancel(),
    pending,
    resume: (id, listen) => importer.resume(id, listen),
    discard: (id) => withImporterLock(() => discardImport(id)),
    check,
  };
}

class Importer {
  /** of imports that were asked for and have not ended */
  private readonly controls = new Set<AbortController>();

  private readonly kept: KeptOffer;

  constructor(private readonly world: World) {
    this.kept = new KeptOffer(world);
  }

  async inspect(offer: Offer, choices: Parameters<ImporterApi['inspect']>[1]): Promise<Inspection> {
    const opened = await this.open(offer, choices?.precision ?? 'f16');
    if ('candidates' in opened) return opened;
    try {
      return { name: opened.name, found: await foundIn(opened, choices) };
    } catch (error) {
      // Another look may find it mended.
      this.kept.drop();
      throw error;
    }
  }

  start(offer: Offer, choices: ImportChoices, listen: ImportListener): Promise<string> {
    return this.alone(async (signal) => {
      signal.throwIfAborted();
      const opened = await this.open(offer, choices.precision, signal);
      // Nothing was chosen among several: the page asks before.
      if ('candidates' in opened) throw new Failure('url.nothing', { url: opened.name });
      const job = await newJob(opened, choices);
      signal.throwIfAborted();
      return this.run(job, listen, signal);
    });
  }

  resume(id: string, listen: ImportListener): Promise<string> {
    return this.alone(async (signal) => {
      const journal = await readImport<ImportState>(id);
      try {
        signal.throwIfAborted();
        const job = await sameJob(journal, await this.reopen(journal, signal));
        signal.throwIfAborted();
        return await this.run(job, listen, signal);
      } catch (error) {
        if (signal.aborted) await discardImport(id);
        throw error;
      }
    });
  }

  cancel(): void {
    for (const control of this.controls) control.abort(new Failure('import.cancelled'));
  }

  /** It can be cancelled from now on, not only when the lock is there. */
  private async alone(work: (signal: AbortSignal) => Promise<string>): Promise<string> {
    const control = new AbortController();
    this.controls.add(control);
    try {
      return await withImporterLock(() => work(control.signal));
    } finally {
      this.controls.delete(control);
    }
  }

  /** Quota is looked at before anything is written; after a failure nothing is left unless it can go on. */
  private async run(job: Job, listen: ImportListener, signal: AbortSignal): Promise<string> {
    await refuseBeyondQuota(bytesToStore(job));
    try {
      return await runImport(job, { listen, signal, groupBytes: this.world.groupBytes });
    } catch (error) {
      if (!mayGoOn(error, job.journal)) await discardImport(job.journal.id);
      throw error;
    }
  }

  private async open(offer: Offer, precision: ImportChoices['precision'], signal?: AbortSignal): Promise<OpenedOffer | Candidates> {
    if (offer.kind === 'files') return openFiles(offer.files);
    return signal ? this.kept.take(offer, precision, signal) : this.kept.look(offer, precision);
  }

  private async reopen(journal: Journal, signal: AbortSignal): Promise<OpenedFile[]> {
    const { offer } = journal.state;
    const { fileOf = (handle) => handle.getFile() } = this.world;
    if (offer.kind === 'files') return Promise.all(offer.files.map((file) => reopenFile(file, fileOf)));
    return Promise.all(offer.files.map(async (file, index) => {
      // What is stored whole needs no network any more.
      if (journal.state.spooled[index]?.bytes === file.size) return { path: file.path, source: spooledSource(journal, index), spool: true };
      const remote = await openRemote(file, { ...this.world, signal });
      // What is read from now on is noted there.
      offer.files[index] = remote.stored;
      return remote.file;
    }));
  }
}

const MOST_NAMES = 50;

async function foundIn({ files }: OpenedOffer, choices: Parameters<ImporterApi['inspect']>[1]): Promise<FoundCheckpoint> {
  const checkpoint = await openCheckpoint(files, choices);
  const [f16, f32] = (['f16', 'f32'] as const).map((precision) => planImport(checkpoint, precision));
  const spool = spoolBytes(files);
  const { kind, hasEma, prediction, predictionFrom, unexpected, weights } = checkpoint;
  return {
    kind, hasEma, prediction,
    format: folderAmong(files) ? 'diffusers' : await formatOf(checkpoint.sources[0]),
    sourceBytes: f16.sourceBytes,
    needs: { f16: f16.storedBytes + spool, f32: f32.storedBytes + spool },
    free: (await storageUse()).free,
    parameters: f16.parameters,
    hasVae: weights.vae !== undefined,
    predictionAsked: predictionFrom === 'asked',
    unexpected: unexpected.slice(0, MOST_NAMES),
    unexpectedCount: unexpected.length,
  };
}

/** Of a file that has been recognised. */
async function formatOf({ source }: Pick<OpenedFile, 'source'>): Promise<FoundCheckpoint['format']> {
  const head = await source.read(0, 9);
  if (head[0] === 0x50 && head[1] === 0x4b) return 'torch-zip';
  return head[8] === 0x7b ? 'safetensors' : 'torch-legacy';
}

/** One that is under way, in this tab or another, is not half. */
async function pending(): Promise<PendingImport[]> {
  if (await importIsRunning()) return [];
  const journals = await unfinishedImports<ImportState>();
  return journals.map(({ id, name, done, total, resumable, state }) => ({ id, name, done, total, resumable, handles: handlesOf(state.offer) }));
}

async function check(modelId: string, listen: ImportListener): Promise<CheckReport> {
  listen({ kind: 'phase', phase: 'hashing' });
  let meter: ProgressMeter | undefined;
  return checkModel(modelId, (done, total) => (meter ??= new ProgressMeter(listen, total)).report(done));
}
