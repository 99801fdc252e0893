/** @file What the loop needs of the machinery below it; `gpu-session.ts` is the real one. */
import type { Moment } from './messages';
import type { PreviewSettings } from './settings';

export interface StepResult {
  /** mean squared error of each sample of the step */
  losses: Float32Array;
  /** false: the gradient was not finite and nothing was changed */
  applied: boolean;
  /** updates skipped one after the other, this one included */
  skippedInRow: number;
  /** norm of the unscaled gradient before clipping; absent where it was not finite */
  gradient?: number;
  /** mean norm of the vectors after the step */
  norm: number;
  /** what its first sample is about */
  now?: Moment;
}

/** The optimizer's whole state, f32. */
export interface Snapshot {
  vectors: Float32Array;
  moment1: Float32Array;
  moment2: Float32Array;
  scalars: Float32Array;
  /** running average of the vectors, where the run keeps one */
  ema?: Float32Array;
}

export interface PreviewPicture {
  png: Blob;
  prompt: string;
  /** what the rest of a prompt does beside the word, as a share of what it does alone: preview/influence.ts; absent where it cannot be told */
  influence?: number;
}

export interface Session {
  /** Submits optimizer step number `step` (0-based) and resolves when its numbers are read. May overlap the next. */
  step(step: number, rate: number): Promise<StepResult>;
  /** Loss of every item of the fixed evaluation set. */
  evaluate(): Promise<number[]>;
  /** As the run's settings say now. */
  preview(settings: PreviewSettings, onStep: (done: number, total: number) => void): Promise<PreviewPicture>;
  snapshot(): Promise<Snapshot>;
  /** The word as it is now: where the run keeps an average, that. */
  vectors(): Promise<Float32Array>;
}
