/** @file Which programs a run needs on the GPU, for its memory plan and for the run itself. */
import type { ProgramSource } from '../engine/schedule';
import type { Model } from '../nets/model';
import { lossProgram, predictProgram, textProgram } from '../nets/programs';
import type { RunSettings } from './settings';
import { PLAIN, programFor, type PromptShapes } from './prompt-shapes';
import { latentSize, type PixelSize } from './size';
import { microProgram, updateProgram } from './step-graph';

export type ProgramModel = Omit<Model, 'weights' | 'tokens'>;

/** Both in one pass, but for large pictures: in f32 their activations would exceed WebGPU's default binding. */
const predictions = ({ width, height }: PixelSize): number => (width * height > 64 * 64 ? 1 : 2);

/** `micro`, `evaluate` and `text` once for each length of prompts. Throws `settings.size`. */
export function runPrograms(model: ProgramModel, settings: RunSettings, recompute: boolean, shapes = PLAIN): Record<string, ProgramSource> {
  const { batch, vectors, accumulate } = settings;
  const latent = latentSize(model, settings);
  const size = { ...latent, batch, vectors, accumulate, recompute, emphasis: shapes.emphasis };
  const lengths = shapes.training.flatMap((rows) => [
    [programFor('micro', rows), microProgram(model, { ...size, rows })],
    [programFor('evaluate', rows), lossProgram(model, { ...size, rows })],
  ]) as [string, ProgramSource][];
  return { ...Object.fromEntries(lengths), update: updateProgram(model, vectors), ...previewPrograms(model, settings, latent, shapes) };
}

function previewPrograms(model: ProgramModel, { vectors }: RunSettings, latent: PixelSize, { preview }: PromptShapes): Record<string, ProgramSource> {
  const { negative, positive, emphasis } = preview;
  const texts = [negative, positive].map((rows) => [programFor('text', rows), textProgram(model, 1, { vectors, rows, emphasis })] as const);
  const predict = predictProgram(model, { ...latent, batch: predictions(latent) }, Math.max(negative, positive));
  return { ...Object.fromEntries(texts), predict };
}
