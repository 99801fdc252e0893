/** What a run tells its listener: a closed union, never more than ten a second. */
import type { FailureData } from '../failure';
import type { LiveChange } from './settings';

/** One step's record. Kept for the whole run: the loss picture is drawn from these. */
export interface StepRecord {
  /** steps done, 1-based */
  step: number;
  /** mean squared error of this step's batch, before timesteps weigh it: in the unit of the fixed set's */
  loss: number;
  rate: number;
  /** norm of the unscaled gradient before clipping; runs of earlier versions have none */
  gradient?: number;
  /** mean norm of the vectors after the step */
  norm?: number;
}

/** What a step is about. */
export interface Moment {
  /** as the text encoder gets it */
  prompt: string;
  pictureId: string;
}

export interface EvalRecord {
  step: number;
  /** mean over the fixed set */
  loss: number;
  /** one loss per item, for paired differences */
  items: number[];
}

export interface PreviewRecord {
  step: number;
  png: Blob;
  prompt: string;
  seed: number;
  /** what the rest of a prompt does beside the word, as a share of what it does alone; previews of earlier versions have none */
  influence?: number;
}

export type TrainPhase = 'loading' | 'compiling' | 'encoding' | 'tuning' | 'evaluating' | 'training' | 'previewing' | 'saving';

/** A network whose weights are on the GPU at the moment. */
export type ResidentPart = 'text' | 'unet' | 'vae';

export type TrainMessage =
  | { kind: 'phase'; phase: TrainPhase; done: number; total: number }
  | { kind: 'started'; runId: string; memoryBytes: number; adapter: string; storage: StorageName; step: number; steps: number }
  | { kind: 'loaded'; bytes: number; seconds: number }
  | { kind: 'resident'; parts: ResidentPart[]; bytes: number }
  | { kind: 'progress'; records: StepRecord[]; step: number; steps: number; stepsPerSecond: number; secondsLeft: number; skipped: number; vectorDelta: number; now?: Moment }
  | { kind: 'changed'; change: LiveChange }
  | { kind: 'best'; step: number; loss: number }
  | { kind: 'evaluated'; record: EvalRecord }
  | ({ kind: 'preview' } & PreviewRecord)
  | { kind: 'saved'; step: number }
  | { kind: 'paused'; step: number }
  | { kind: 'warning'; warning: FailureData }
  | { kind: 'failed'; failure: FailureData; step: number; resumable: boolean }
  | { kind: 'done'; step: number; embeddingId: string; stopped: boolean };

export type StorageName = 'f32' | 'f16' | 'packed';
