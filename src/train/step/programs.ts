/** @file Which programs a run needs on the GPU, for its memory plan and for the run itself. */
import type { ProgramSource } from '../../engine/schedule';
import { lossProgram, predictProgram, textProgram } from '../../nets/programs';
import { isAveraged } from './learned';
import type { RunSettings } from '../settings';
import { PLAIN, programFor, type PromptShapes } from '../prompts/prompt-shapes';
import { previewSize, type PixelSize } from '../size';
import { hasMasks, runSteps, withMostTexts, type ProgramModel, type RunShapes } from './run-steps';
import { microProgram, updateProgram, type LearnedSize, type StepSize } from './step-graph';
import { vectorCount } from '../prompts/words';

/** Both in one pass, but for large pictures: in f32 their activations would exceed WebGPU's default binding. */
const predictions = ({ width, height }: PixelSize): number => (width * height > 64 * 64 ? 1 : 2);

/**
 * `micro` once for each length of prompts, size of latents and number of texts, `evaluate` for each length and size, `text`
 * and `predict` for each length. `blocks`: that `micro` makes again, Infinity for all. Throws `settings.size`.
 */
export function runPrograms(plain: ProgramModel, settings: RunSettings, blocks: number, shapes: RunShapes = PLAIN): Record<string, ProgramSource> {
  const { model, steps } = runSteps(plain, settings, shapes);
  const { steps: evaluations } = runSteps(plain, settings, withMostTexts(shapes));
  const word = { vectors: vectorCount(settings), averaged: isAveraged(settings) };
  return {
    ...Object.fromEntries(steps.map((step) => [step.micro, microProgram(model, { ...step, recompute: blocks })])),
    ...Object.fromEntries(evaluations.map((step) => [step.evaluate, evaluateProgram(model, { ...step, ...word }, settings)])),
    update: updateProgram(model, word),
    ...previewPrograms(model, word, previewSize(model, settings), shapes),
  };
}

/** Without a gradient nothing is gained by what vectors do not reach. */
const evaluateProgram = (model: ProgramModel, step: StepSize, settings: RunSettings): ProgramSource =>
  lossProgram(model, { ...step, reach: undefined, huber: undefined, weighted: hasMasks(settings) });

function previewPrograms(model: ProgramModel, word: LearnedSize, latent: PixelSize, { preview }: PromptShapes): Record<string, ProgramSource> {
  const { texts, pairs, emphasis } = preview;
  const size = { ...latent, batch: predictions(latent) };
  return Object.fromEntries([
    ...texts.map((rows) => [programFor('text', rows), textProgram(model, 1, { ...word, rows, emphasis })]),
    ...pairs.map((rows) => [programFor('predict', rows), predictProgram(model, size, rows)]),
  ]);
}
