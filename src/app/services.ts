/** All that the page reaches outside itself, as one object: the real one is made in main.ts, tests hand in another. */
import type * as datasets from '../store/datasets';
import type * as embeddings from '../store/embeddings';
import type * as models from '../store/models';
import type * as looks from '../store/looks';
import type * as bundled from '../store/bundled';
import type * as lock from '../store/lock';
import type * as quota from '../store/quota';
import type { RunStore } from '../store/runs';
import type * as settings from '../store/settings';
import type * as taggers from '../store/taggers';
import type { Run, RunState } from '../train/records';
import type { CaptionEditsApi, CaptionsApi, TrainerApi } from '../../workers/api';
import type { WorkerName } from '../../workers/client';
import type { ImporterApi } from '../../workers/importer-api';
import type { JudgeApi } from '../../workers/judge-api';
import type { LibraryApi } from '../../workers/library-api';
import type { ArchivedFile } from '../images/intake/archive';
import type { GivenPicture, PackedFile, PackRequest, ReadPicture } from '../../workers/intake-api';
import type { Demo } from './demo';
import type { Benches } from './platform/open-bench';
import type { Taggers } from './platform/open-tagger';
import type { Preparers } from './platform/preparers';

export type Store = Pick<
  typeof models,
  'listModels' | 'deleteModel' | 'sweepModels' | 'renameModel' | 'setPrediction' | 'attachVae'
> &
  Pick<typeof bundled, 'ensureBundledModel'> &
  Pick<typeof looks, 'loadLooks' | 'saveLooks'> &
  Pick<typeof datasets, 'listDatasets' | 'loadDataset' | 'saveDataset' | 'freezeDataset' | 'releaseDatasets' | 'newDataset' | 'deleteDataset' | 'currentDatasetId' | 'asideDatasetId' | 'setCurrentDatasetId'> &
  Pick<
    typeof embeddings,
    'listEmbeddings' | 'changeEmbedding' | 'takeVersion' | 'deleteEmbedding' | 'restoreEmbedding' | 'duplicateEmbedding'
  > &
  Pick<typeof lock, 'trainerIsBusy' | 'whenTrainerFree'> &
  Pick<typeof settings, 'loadSettings' | 'saveSettings'> &
  Pick<typeof taggers, 'listTaggers' | 'removeTagger' | 'sweepTaggers'> &
  Pick<typeof quota, 'storageUse' | 'persistStorage' | 'isStoragePersisted'> & { runs: RunStore<Run, RunState> };

/** Reading pictures on all cores; an aborted signal rejects with its reason. Throws what `IntakeApi` does, and `worker.died`. */
export interface Intake {
  list(zip: File, signal: AbortSignal): Promise<ArchivedFile[]>;
  read(picture: GivenPicture, signal: AbortSignal): Promise<ReadPicture>;
  pack(request: PackRequest, signal: AbortSignal): Promise<PackedFile[]>;
  digest(picture: Blob, signal: AbortSignal): Promise<string>;
}

export interface Workers {
  trainer: TrainerApi;
  captions: CaptionsApi;
  edits: CaptionEditsApi;
  importer: ImporterApi;
  library: LibraryApi;
  intake: Intake;
  judge: JudgeApi;
  preparers: Preparers;
  taggers: Taggers;
  bench: Benches;
  /** ends the importer's worker: what it was asked never answers; the next call starts a new one */
  stopImporter: () => void;
  /** ends the worker of caption edits, as above */
  stopEdits: () => void;
  /** called when a worker dies; the next call to it starts a new one */
  onCrash: (listener: (error: unknown, worker: WorkerName) => void) => void;
}

export interface Services {
  workers: Workers;
  store: Store;
  demo: Demo;
}
