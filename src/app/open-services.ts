/** The real services: three workers, IndexedDB, the bundled pictures. */
import { ensureBundledModel } from '../store/bundled';
import * as datasets from '../store/datasets';
import * as embeddings from '../store/embeddings';
import { trainerIsBusy, whenTrainerFree } from '../store/lock';
import { loadLooks, saveLooks } from '../store/looks';
import * as models from '../store/models';
import * as quota from '../store/quota';
import { createRunStore } from '../store/runs';
import * as settings from '../store/settings';
import { listTaggers, removeTagger, sweepTaggers } from '../store/taggers';
import type { Run, RunState } from '../train/records';
import { openWorkers } from '../../workers/client';
import { bundledDemo } from './demo';
import { openBenches } from './platform/open-bench';
import { openIntake } from './platform/open-intake';
import { openJudge } from './platform/open-judge';
import { openTaggers } from './platform/open-tagger';
import { openPreparers } from './platform/preparers';
import type { Services } from './services';

export function openServices(): Services {
  const runs = createRunStore<Run, RunState>();
  return {
    workers: { ...openWorkers(), intake: openIntake(), judge: openJudge(), preparers: openPreparers(), taggers: openTaggers(), bench: openBenches() },
    store: { ...models, ensureBundledModel, loadLooks, saveLooks, ...datasets, ...embeddings, ...settings, listTaggers, removeTagger, sweepTaggers, ...quota, trainerIsBusy, whenTrainerFree, runs },
    demo: bundledDemo,
  };
}
