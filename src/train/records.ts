/** What a run leaves in the store, and the interface through which train writes it (the store is handed in). */
import type { FailureData } from '../failure';
import type { EvalRecord, PreviewRecord, StepRecord } from './messages';
import type { FrozenWord } from './prompts/prompts';
import type { LiveChange, RunSettings } from './settings';
import type { Choices } from './tuning/kept';

/** All that a resumed run needs to end in the same bytes. Written in one transaction. */
export interface RunState {
  /** optimizer steps done */
  step: number;
  /** [vectors, width] f32, row-major */
  vectors: Float32Array;
  /** AdamW's moments, same shape */
  moment1: Float32Array;
  moment2: Float32Array;
  /** loss scale, running products of the betas, skip counters: the engine's scalar state, f32 */
  scalars: Float32Array;
  /** starting vectors, for the distance shown */
  initial: Float32Array;
  log: StepRecord[];
  evals: EvalRecord[];
  previews: PreviewRecord[];
  /** running average of the vectors, where the run keeps one */
  ema?: Float32Array;
  /** the state that did best on the evaluation set, where the run looks for it */
  best?: { step: number; loss: number; vectors: Float32Array };
}

/** What a run was put into the queue with: held against what is there when its turn comes. */
export interface Queued {
  /** the lowest begins first */
  turn: number;
  /** of all its datasets */
  pictures: number;
  /** of the model: see `ModelManifest.revision` */
  revision: number;
}

export interface Run {
  id: string;
  modelId: string;
  datasetId: string;
  settings: RunSettings;
  /** `waiting`: in the queue, not begun */
  status: 'waiting' | 'running' | 'paused' | 'stopped' | 'done' | 'failed';
  /** while it waits */
  queued?: Queued;
  failure?: FailureData;
  created: number;
  updated: number;
  /** trained for so long, pauses left out; runs of earlier versions have none */
  seconds?: number;
  /** why it ended before its last step by itself */
  ended?: FailureData;
  /** codes of warnings that were told */
  warned?: string[];
  /** what was changed under way, in order */
  changes?: LiveChange[];
  /** words of the library that its prompts name, as they were when it began: whatever becomes of them */
  words?: FrozenWord[];
  /** app version and kernel table the run was made with; tiles by product, where some were measured */
  made: { version: string; kernels: string; choices?: Choices };
}

/** Handed in by workers/trainer: train knows no database. */
export interface RunPersistence {
  /** run record and state in one transaction */
  save(run: Run, state: RunState): Promise<void>;
}
