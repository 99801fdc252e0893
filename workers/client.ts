/** The page's side of the workers: each starts at its first call, and anew after it died. */
import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import type { CaptionEditsApi, CaptionsApi, TrainerApi } from './api';
import { carryFailures } from './failures';
import type { ImporterApi } from './importer-api';
import type { LibraryApi } from './library-api';
import { whileAsked } from './while-asked';

export type WorkerName = 'trainer' | 'captions' | 'edits' | 'importer' | 'library';
type Listener = (error: unknown, worker: WorkerName) => void;

/** One worker and its endpoint. Calls that were under way when it died never answer; `crashed` says so. */
class Endpoint<Api extends object> {
  private remote: Remote<Api> | undefined;

  constructor(
    private readonly create: () => Worker,
    private readonly crashed: (error: unknown) => void,
  ) {}

  get api(): Remote<Api> {
    this.remote ??= this.start();
    return this.remote;
  }

  /** Ends it, whatever it is at. Calls under way never answer. */
  stop = (): void => undefined;

  private start(): Remote<Api> {
    const worker = this.create();
    const remote = wrap<Api>(worker);
    this.stop = () => {
      this.stop = () => undefined;
      this.remote = undefined;
      remote[releaseProxy]();
      worker.terminate();
    };
    worker.addEventListener('error', (event) => {
      this.stop();
      this.crashed(event.error ?? event.message ?? 'a worker did not start');
    });
    return remote;
  }
}

export interface WorkerApis {
  trainer: TrainerApi;
  captions: CaptionsApi;
  edits: CaptionEditsApi;
  importer: ImporterApi;
  library: LibraryApi;
  stopImporter: () => void;
  stopEdits: () => void;
  onCrash: (listener: Listener) => void;
}

export function openWorkers(): WorkerApis {
  carryFailures();
  const listeners: Listener[] = [];
  const crashed = (worker: WorkerName) => (error: unknown) => listeners.forEach((listener) => listener(error, worker));
  // Bundlers find workers by this very form, so it cannot be shared.
  const trainer = new Endpoint<TrainerApi>(
    () => new Worker(new URL('./trainer.ts', import.meta.url), { type: 'module', name: 'trainer' }), crashed('trainer'),
  );
  const captions = new Endpoint<CaptionsApi>(
    () => new Worker(new URL('./captions.ts', import.meta.url), { type: 'module', name: 'captions' }), crashed('captions'),
  );
  const edits = new Endpoint<CaptionEditsApi>(
    () => new Worker(new URL('./caption-edits.ts', import.meta.url), { type: 'module', name: 'edits' }), crashed('edits'),
  );
  const importer = new Endpoint<ImporterApi>(
    () => new Worker(new URL('./importer.ts', import.meta.url), { type: 'module', name: 'importer' }), crashed('importer'),
  );
  const library = new Endpoint<LibraryApi>(
    () => new Worker(new URL('./library.ts', import.meta.url), { type: 'module', name: 'library' }), crashed('library'),
  );
  return {
    trainer: trainerApi(trainer),
    captions: { tokens: (text) => captions.api.tokens(text) },
    edits: editsApi(edits),
    importer: importerApi(importer),
    library: libraryApi(library),
    stopImporter: () => importer.stop(),
    stopEdits: () => edits.stop(),
    onCrash: (listener) => void listeners.push(listener),
  };
}

/** Listeners cross as proxies; all else is plain data. */
function trainerApi(trainer: Endpoint<TrainerApi>): TrainerApi {
  return {
    probe: () => trainer.api.probe(),
    estimate: (modelId, settings, pictures) => trainer.api.estimate(modelId, settings, pictures),
    tuning: (modelId, settings) => trainer.api.tuning(modelId, settings),
    retune: (modelId, settings, pictures, listen) => trainer.api.retune(modelId, settings, pictures, proxy(listen)),
    start: (request, listen) => trainer.api.start(request, proxy(listen)),
    resume: (runId, listen) => trainer.api.resume(runId, proxy(listen)),
    pause: () => trainer.api.pause(),
    unpause: () => trainer.api.unpause(),
    stop: () => trainer.api.stop(),
    saveNow: () => trainer.api.saveNow(),
    previewNow: () => trainer.api.previewNow(),
    change: (change) => trainer.api.change(change),
  };
}

function editsApi(edits: Endpoint<CaptionEditsApi>): CaptionEditsApi {
  return {
    ready: () => edits.api.ready(),
    matches: (captions, find) => edits.api.matches(captions, find),
    edit: (captions, edit) => edits.api.edit(captions, edit),
    fileWords: (names, rules) => edits.api.fileWords(names, rules),
  };
}

function libraryApi(library: Endpoint<LibraryApi>): LibraryApi {
  return {
    add: (files) => library.api.add(files),
    addAddress: (url) => library.api.addAddress(url),
    export: (id, form) => library.api.export(id, form),
    exportAll: (ids, form) => library.api.exportAll(ids, form),
    exportRun: (runId) => library.api.exportRun(runId),
    statistics: (id, modelId) => library.api.statistics(id, modelId),
    blend: (parts, name) => library.api.blend(parts, name),
    chain: (ids, name) => library.api.chain(ids, name),
    nameTroubles: (name, others) => library.api.nameTroubles(name, others),
  };
}

function importerApi(importer: Endpoint<ImporterApi>): ImporterApi {
  return {
    inspect: (offer, choices) => importer.api.inspect(offer, choices),
    start: (offer, choices, listen) => whileAsked(listen, (heard) => importer.api.start(offer, choices, heard)),
    cancel: () => importer.api.cancel(),
    pending: () => importer.api.pending(),
    resume: (id, listen) => whileAsked(listen, (heard) => importer.api.resume(id, heard)),
    discard: (id) => importer.api.discard(id),
    check: (modelId, listen) => whileAsked(listen, (heard) => importer.api.check(modelId, heard)),
  };
}
