/** Services without workers, GPU or IndexedDB: they remember what was asked and answer at once. */
import type { WorkerName } from '../../../workers/client';
import type { MemoryEstimate, TuningReport } from '../../../workers/api';
import type { Services } from '../../../src/app/services';
import type { Failure } from '../../../src/failure';
import type { TrainMessage } from '../../../src/train/messages';
import type { Run, RunState } from '../../../src/train/records';
import type { Dataset, Embedding, ModelManifest, PictureLooks } from '../../../src/store/records';
import { fileWords } from '../../../src/images/file-words';
import { editCaptions } from '../../../src/images/tags/edits';
import { compileFind } from '../../../src/images/tags/find';
import { fakeImporter, type FakeImporter } from './importer';
import { fakeIntake, type FakeIntake } from './intake';
import { fakeJudge } from './judge';
import { fakeLibrary, type FakeLibrary } from './library';
import { fakePreparers, type FakePreparers } from './preparers';
import { fakeBench } from './bench';
import { fakeTaggers, type FakeTaggers } from './taggers';

export const bundled: ModelManifest = { id: 'bundled', name: 'Tiny', bundled: true, files: [], bytes: 1, created: 0 };

const MEMORY: MemoryEstimate = {
  bytes: 900, previewBytes: 1000, keepBytes: 900, recomputeBytes: 700, recompute: false, tight: false,
  parts: { text: 100, unet: 500, vae: 100, activations: 300 }, storage: 'f32', width: 64, height: 64, ownSize: 64, sizeStep: 16, vectorWidth: 4, programs: 6, buckets: 1,
};

export interface Fake extends Services {
  /** calls of the trainer, by name */
  calls: string[];
  /** what the trainer says to the page */
  say: (message: TrainMessage) => Promise<void>;
  /** kills a worker */
  crash: (error: unknown, worker: WorkerName) => void;
  models: ModelManifest[];
  importer: FakeImporter;
  intake: FakeIntake;
  preparers: FakePreparers;
  taggers: FakeTaggers;
  library: FakeLibrary;
  stored: { datasets: Map<string, Dataset>; looks: Map<string, PictureLooks>; current?: string; aside?: string; runs: Map<string, { run: Run; state?: RunState }>; settings: Map<string, unknown> };
  embeddings: Embedding[];
  /** what the trainer says of its kernels */
  tuning: TuningReport;
  /** another tab trains until this resolves */
  elsewhere?: { promise: Promise<void> };
  /** thrown by the trainer's next start */
  refusal?: Failure;
  /** starts are not answered */
  mute?: boolean;
}

export function fakeServices(): Fake {
  let listener: (message: TrainMessage) => void = () => undefined;
  const crashes: ((error: unknown, worker: WorkerName) => void)[] = [];
  let made = 0;
  const stored: Fake['stored'] = { datasets: new Map(), looks: new Map(), runs: new Map(), settings: new Map() };
  const call = (name: string) => async () => void fake.calls.push(name);
  const begin = (name: string, listen: typeof listener) => {
    fake.calls.push(name);
    if (fake.refusal) throw fake.refusal;
    listener = listen;
  };
  const importer = fakeImporter();
  const intake = fakeIntake();
  const preparers = fakePreparers();
  const taggers = fakeTaggers();
  const library = fakeLibrary((words) => (fake.embeddings = [...words, ...fake.embeddings]));
  const changeWord = (id: string, changes: Partial<Embedding>) => {
    fake.embeddings = fake.embeddings.map((one) => (one.id === id ? { ...one, ...changes } : one));
  };
  const change = (id: string, changes: Partial<ModelManifest>) => {
    fake.models = fake.models.map((model) => (model.id === id ? { ...model, ...changes } : model));
  };
  const fake: Fake = {
    calls: [],
    tuning: { kernels: 'barrier-free', vendor: 'other' },
    models: [bundled],
    importer,
    intake,
    preparers,
    taggers,
    library,
    embeddings: [],
    stored,
    crash: (error, worker) => crashes.forEach((crashed) => crashed(error, worker)),
    say: async (message) => {
      listener(message);
      await new Promise((done) => setTimeout(done, 0));
    },
    workers: {
      stopImporter: () => void importer.calls.push('stop'),
      onCrash: (crashed) => void crashes.push(crashed),
      intake,
      preparers,
      taggers,
      judge: fakeJudge(),
      bench: fakeBench(),
      importer,
      library,
      captions: { tokens: async (text) => text.split(' ').filter(Boolean).map((_, i) => i) },
      stopEdits: () => void fake.calls.push('stopEdits'),
      edits: {
        ready: async () => undefined,
        matches: async (captions, find) => captions.map((caption) => compileFind(find).test(caption)),
        edit: async (captions, edit) => editCaptions(captions, edit),
        fileWords: async (names, rules) => names.map((name) => fileWords(rules)({ name, caption: '' })),
      },
      trainer: {
        probe: async () => ({ name: 'fake', fallback: true, storage: 'f32' }),
        estimate: async () => MEMORY,
        tuning: async () => fake.tuning,
        retune: async (modelId, _, pictures, listen) => {
          fake.calls.push(`retune ${modelId} ${pictures.length}`);
          if (fake.refusal) throw fake.refusal;
          listen(0, 2);
          return fake.tuning;
        },
        start: async (request, listen) => {
          begin(`start ${request.modelId} ${request.datasetId}`, listen);
          if (fake.mute) await new Promise(() => undefined);
          return request.id ?? 'run-1';
        },
        resume: async (id, listen) => begin(`resume ${id}`, listen),
        pause: call('pause'),
        unpause: call('unpause'),
        stop: call('stop'),
        saveNow: call('saveNow'),
        previewNow: call('previewNow'),
        change: async (change) => void fake.calls.push(`change ${JSON.stringify(change)}`),
      },
    },
    store: {
      listModels: async () => fake.models,
      ensureBundledModel: async () => bundled.id,
      deleteModel: async (id) => {
        const freed = fake.models.find((model) => model.id === id)?.bytes ?? 0;
        fake.models = fake.models.filter((model) => model.id !== id);
        return freed;
      },
      renameModel: async (id, name) => change(id, { name }),
      setPrediction: async (id, prediction) => change(id, { prediction }),
      attachVae: async (id, vaeModelId) => change(id, { vaeModelId }),
      sweepModels: async () => undefined,
      listTaggers: async () => taggers.stored,
      removeTagger: async (id) => void (taggers.stored = taggers.stored.filter((tagger) => tagger.id !== id)),
      sweepTaggers: async () => undefined,
      loadLooks: async (keys) => keys.map((key) => stored.looks.get(key)),
      saveLooks: async (measured) => measured.forEach(([key, looks]) => stored.looks.set(key, looks)),
      listDatasets: async () =>
        [...stored.datasets.values()].map(({ id, pictures, created, origin }) => ({ id, created, pictures: pictures.length, origin })).filter(({ pictures }) => pictures > 0),
      loadDataset: async (id) => stored.datasets.get(id),
      saveDataset: async (dataset) => {
        if (stored.datasets.get(dataset.id)?.frozen) return false;
        stored.datasets.set(dataset.id, dataset);
        return true;
      },
      freezeDataset: async (id) => {
        const dataset = stored.datasets.get(id);
        if (dataset) stored.datasets.set(id, { ...dataset, frozen: true });
      },
      releaseDatasets: async (ids) => void fake.calls.push(`release ${ids.join()}`),
      deleteDataset: async (id) => !stored.datasets.get(id)?.frozen && stored.datasets.delete(id),
      newDataset: () => ({ id: `set-${++made}`, pictures: [], created: 0 }),
      currentDatasetId: async () => stored.current,
      asideDatasetId: async () => stored.aside,
      setCurrentDatasetId: async (id, aside) => void Object.assign(stored, { current: id, aside }),
      listEmbeddings: async () => fake.embeddings,
      changeEmbedding: async (id, changes) => changeWord(id, changes),
      takeVersion: async (id, step) => changeWord(id, { step }),
      deleteEmbedding: async (id) => {
        const found = fake.embeddings.filter((one) => one.id === id);
        fake.embeddings = fake.embeddings.filter((one) => one.id !== id);
        return found.map((one): [string, unknown] => [id, one]);
      },
      restoreEmbedding: async (deleted) => void fake.embeddings.push(...deleted.map(([, one]) => one as Embedding)),
      duplicateEmbedding: async (id, name) => {
        const found = fake.embeddings.find((one) => one.id === id);
        if (found) fake.embeddings = [{ ...found, id: `${id}-copy`, name }, ...fake.embeddings];
        return found && `${id}-copy`;
      },
      loadSettings: async <T>(key: string) => stored.settings.get(key) as T | undefined,
      saveSettings: async (key, value) => void stored.settings.set(key, value),
      storageUse: async () => ({ used: 1, free: 2 }),
      persistStorage: async () => true,
      isStoragePersisted: async () => false,
      trainerIsBusy: async () => fake.elsewhere !== undefined,
      whenTrainerFree: async () => fake.elsewhere?.promise,
      runs: {
        list: async () => [...stored.runs.values()].map(({ run }) => run),
        load: async (id) => {
          const found = stored.runs.get(id);
          return found?.state && { run: found.run, state: found.state };
        },
        open: async (id) => fake.store.runs.load(id),
        outline: async (id, previews = 1) => {
          const state = stored.runs.get(id)?.state;
          if (!state) return undefined;
          const losses = Float64Array.from(state.log, ({ loss }) => loss);
          return { losses, evals: state.evals, previews: state.previews.slice(-previews), previewCount: state.previews.length };
        },
        put: async (runs) => runs.forEach((run) => stored.runs.set(run.id, { ...stored.runs.get(run.id), run })),
        save: async (run, state) => void stored.runs.set(run.id, { run, state }),
        delete: async (id) => void stored.runs.delete(id),
      },
    },
    demo: {
      sets: async () => [{ id: 'octopus', kind: 'subject', name: { en: 'Octopus', zh: '章鱼' }, start: 'emoji', pictures: ['o/a.png', 'o/b.png'] }],
      address: (path) => path,
      pictures: async (set) => set.pictures.map((path) => new File(['x'], path.slice(2))),
    },
  };
  return fake;
}
