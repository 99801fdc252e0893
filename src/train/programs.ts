/** @file Which programs a run needs on the GPU, for its memory plan and for the run itself. */
import type { ProgramSource } from '../engine/schedule';
import type { ModelConfig } from '../nets/model';
import { lossProgram, predictProgram, textProgram } from '../nets/programs';
import type { RunSettings } from './settings';
import { stepGraphs } from './step-graph';

/** Conditional and unconditional prompt. */
const PREVIEW_BATCH = 2;

export function runPrograms(model: ModelConfig, settings: RunSettings): Record<string, ProgramSource> {
  const { batch, vectors, accumulate } = settings;
  const side = model.unet.sampleSize;
  const latent = { height: side, width: side };
  return {
    ...stepGraphs(model, { ...latent, batch, vectors, accumulate }),
    evaluate: lossProgram(model, { ...latent, batch, vectors }),
    text: textProgram(model, PREVIEW_BATCH, vectors),
    predict: predictProgram(model, { ...latent, batch: PREVIEW_BATCH }),
  };
}
