/** @file Which programs a run needs on the GPU, for its memory plan and for the run itself. */
import type { ProgramSource } from '../../engine/schedule';
import { Failure } from '../../failure';
import type { Model } from '../../nets/model';
import { lossProgram, predictProgram, textProgram } from '../../nets/programs';
import { isAveraged } from './learned';
import type { RunSettings } from '../settings';
import { PLAIN, programFor, type PromptShapes } from '../prompts/prompt-shapes';
import { latentSize, previewSize, type PixelSize } from '../size';
import { microProgram, updateProgram, type LearnedSize, type StepSize } from './step-graph';
import { vectorCount } from '../prompts/words';

export type ProgramModel = Omit<Model, 'weights' | 'tokens'>;

/** Both in one pass, but for large pictures: in f32 their activations would exceed WebGPU's default binding. */
const predictions = ({ width, height }: PixelSize): number => (width * height > 64 * 64 ? 1 : 2);

/** What a run's prompts and pictures ask of its programs. */
export interface RunShapes extends PromptShapes {
  /** of the latents trained with; absent = the one that the settings name */
  sizes?: readonly PixelSize[];
}

/**
 * `micro` and `evaluate` once for each length of prompts and size of latents, `text` and `predict` for each length.
 * `blocks`: that `micro` makes again, Infinity for all. Throws `settings.size`.
 */
export function runPrograms(plain: ProgramModel, settings: RunSettings, blocks: number, shapes: RunShapes = PLAIN): Record<string, ProgramSource> {
  const { model, steps } = runSteps(plain, settings, shapes);
  const word = { vectors: vectorCount(settings), averaged: isAveraged(settings) };
  const programs = steps.flatMap(({ of, ...size }) => [
    [programFor('micro', size.rows, of), microProgram(model, { ...size, recompute: blocks })],
    [programFor('evaluate', size.rows, of), lossProgram(model, { ...size, ...word, huber: undefined, weighted: hasMasks(settings) })],
  ]) as [string, ProgramSource][];
  return { ...Object.fromEntries(programs), update: updateProgram(model, word), ...previewPrograms(model, word, previewSize(model, settings), shapes) };
}

/** `of`: what the step's programs are named after, where there are several sizes. */
type RunStep = StepSize & { rows: number; of?: PixelSize };

/** What the run's steps are of, and the model as they use it. Throws `settings.size`. */
export function runSteps(plain: ProgramModel, settings: RunSettings, shapes: RunShapes): { model: ProgramModel; steps: RunStep[] } {
  const model = skipped(plain, settings.clipSkip);
  const { batch, accumulate, huber } = settings;
  const { sizes = [latentSize(model, settings)], training, emphasis } = shapes;
  const texts = textsOf(settings, shapes);
  const all = { batch, vectors: vectorCount(settings), accumulate, emphasis, texts, huber, weighted: isWeighted(settings) };
  const steps = sizes.flatMap((size) => training.map((rows) => ({ ...all, ...size, rows, of: sizes.length > 1 ? size : undefined })));
  return { model, steps };
}

/** Texts that are encoded for a batch: no more than there are prompts. */
export const textsOf = ({ batch }: RunSettings, { count = batch }: PromptShapes): number => Math.min(batch, count);

/** OpenCLIP's unused layers are left out already, and A1111 does not skip more of them. Throws `settings.clip-skip`. */
function skipped<M extends ProgramModel>(model: M, clipSkip = 1): M {
  if (model.text.act === 'gelu') return model;
  const fits = Number.isInteger(clipSkip) && clipSkip >= 1 && clipSkip <= model.text.layers;
  if (!fits) throw new Failure('settings.clip-skip', { value: clipSkip, most: model.text.layers });
  return { ...model, skip: model.skip + clipSkip - 1 };
}

/** Losses of samples, or of their pixels, count differently. */
export const isWeighted = (settings: RunSettings): boolean => (settings.minSnr ?? 0) > 0 || hasMasks(settings);

/** Evaluations have the pictures' masks too: progress is measured where the loss counts. */
export const hasMasks = ({ lossWeight = 'off' }: RunSettings): boolean => lossWeight === 'mask';

function previewPrograms(model: ProgramModel, word: LearnedSize, latent: PixelSize, { preview }: PromptShapes): Record<string, ProgramSource> {
  const { texts, pairs, emphasis } = preview;
  const size = { ...latent, batch: predictions(latent) };
  return Object.fromEntries([
    ...texts.map((rows) => [programFor('text', rows), textProgram(model, 1, { ...word, rows, emphasis })]),
    ...pairs.map((rows) => [programFor('predict', rows), predictProgram(model, size, rows)]),
  ]);
}
