/** @file Which programs a run needs on the GPU, for its memory plan and for the run itself. */
import type { ProgramSource } from '../engine/schedule';
import type { Model } from '../nets/model';
import { lossProgram, predictProgram, textProgram } from '../nets/programs';
import type { RunSettings } from './settings';
import { latentSize, type PixelSize } from './size';
import { stepGraphs } from './step-graph';

export type ProgramModel = Omit<Model, 'weights' | 'tokens'>;

/** Conditional and unconditional prompt. */
const PROMPTS = 2;

/** Both in one pass, but for large pictures: in f32 their activations would exceed WebGPU's default binding. */
const predictions = ({ width, height }: PixelSize): number => (width * height > 64 * 64 ? 1 : PROMPTS);

/** Throws `settings.size`. */
export function runPrograms(model: ProgramModel, settings: RunSettings, recompute: boolean): Record<string, ProgramSource> {
  const { batch, vectors, accumulate } = settings;
  const latent = latentSize(model, settings);
  return {
    ...stepGraphs(model, { ...latent, batch, vectors, accumulate, recompute }),
    evaluate: lossProgram(model, { ...latent, batch, vectors }),
    text: textProgram(model, PROMPTS, vectors),
    predict: predictProgram(model, { ...latent, batch: predictions(latent) }),
  };
}
