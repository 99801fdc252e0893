/** @file Which programs a run needs on the GPU, for its memory plan and for the run itself. */
import type { ProgramSource } from '../../engine/schedule';
import { Failure } from '../../failure';
import type { Model } from '../../nets/model';
import { lossProgram, predictProgram, textProgram } from '../../nets/programs';
import { isAveraged } from './learned';
import type { RunSettings } from '../settings';
import { PLAIN, programFor, type PromptShapes } from '../prompts/prompt-shapes';
import { latentSize, previewSize, type PixelSize } from '../size';
import { microProgram, updateProgram, type LearnedSize } from './step-graph';
import { vectorCount } from '../prompts/words';

export type ProgramModel = Omit<Model, 'weights' | 'tokens'>;

/** Both in one pass, but for large pictures: in f32 their activations would exceed WebGPU's default binding. */
const predictions = ({ width, height }: PixelSize): number => (width * height > 64 * 64 ? 1 : 2);

/** What a run's prompts and pictures ask of its programs. */
export interface RunShapes extends PromptShapes {
  /** of the latents trained with; absent = the one that the settings name */
  sizes?: readonly PixelSize[];
}

/** `micro` and `evaluate` once for each length of prompts and size of latents, `text` and `predict` for each length. Throws `settings.size`. */
export function runPrograms(plain: ProgramModel, settings: RunSettings, recompute: boolean, shapes: RunShapes = PLAIN): Record<string, ProgramSource> {
  const model = skipped(plain, settings.clipSkip);
  const { batch, accumulate } = settings;
  const vectors = vectorCount(settings);
  const { sizes = [latentSize(model, settings)] } = shapes;
  const all = { batch, vectors, accumulate, recompute, emphasis: shapes.emphasis };
  const word = { vectors, averaged: isAveraged(settings) };
  const wanted = sizes.flatMap((size) => shapes.training.map((rows) => ({ ...all, ...size, rows, of: sizes.length > 1 ? size : undefined })));
  const steps = wanted.flatMap(({ of, ...size }) => [
    [programFor('micro', size.rows, of), microProgram(model, { ...size, weighted: isWeighted(settings), huber: settings.huber })],
    [programFor('evaluate', size.rows, of), lossProgram(model, { ...size, ...word, weighted: hasMasks(settings) })],
  ]) as [string, ProgramSource][];
  return { ...Object.fromEntries(steps), update: updateProgram(model, word), ...previewPrograms(model, word, previewSize(model, settings), shapes) };
}

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
