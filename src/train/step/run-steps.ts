/** @file What the steps of a run are of: size of latents, length of prompts, number of texts; each has programs of its own. */
import { Failure } from '../../failure';
import type { Model } from '../../nets/model';
import { PLAIN, programFor, type PromptShapes } from '../prompts/prompt-shapes';
import { vectorCount } from '../prompts/words';
import type { RunSettings } from '../settings';
import { latentSize, type PixelSize } from '../size';
import type { StepSize } from './step-graph';

export type ProgramModel = Omit<Model, 'weights' | 'tokens'>;

/** What a run's prompts and pictures ask of its programs. */
export interface RunShapes extends PromptShapes {
  /** of the latents trained with; absent = the one that the settings name */
  sizes?: readonly PixelSize[];
}

/** `micro`, `evaluate`: names of its programs. */
export type RunStep = StepSize & { rows: number; texts: number; micro: string; evaluate: string };

/** What the run's steps are of, and the model as they use it. Throws `settings.size`. */
export function runSteps(plain: ProgramModel, settings: RunSettings, shapes: RunShapes = PLAIN): { model: ProgramModel; steps: RunStep[] } {
  const model = skipped(plain, settings.clipSkip);
  const { batch, accumulate, huber } = settings;
  const { sizes = [latentSize(model, settings)], training, emphasis, reach } = shapes;
  const all = { batch, vectors: vectorCount(settings), accumulate, emphasis, reach, huber, weighted: isWeighted(settings) };
  const counts = textsOf(settings, shapes);
  const steps = sizes.flatMap((size) => training.flatMap((rows) => counts.map((texts) => ({ ...all, ...size, rows, texts }))));
  return { model, steps: steps.map((step) => ({ ...step, ...namesOf(step, sizes.length > 1, counts.length > 1) })) };
}

function namesOf({ width, height, rows, texts }: Omit<RunStep, 'micro' | 'evaluate'>, bySize: boolean, byTexts: boolean): Pick<RunStep, 'micro' | 'evaluate'> {
  const size = bySize ? { width, height } : undefined;
  return { micro: programFor('micro', rows, size, byTexts ? texts : undefined), evaluate: programFor('evaluate', rows, size) };
}

/** The same with the most texts alone, one step of each size and length: as much memory, but for the uniforms of programs. */
export const withMostTexts = (shapes: RunShapes): RunShapes => ({ ...shapes, texts: shapes.texts?.slice(-1) });

/** Programs of steps that a run has at most for the sake of prompts that repeat: each takes a tenth or two of a second to plan. */
const MOST_PROGRAMS = 12;

/** Numbers of texts that steps encode for a batch, in order. */
export function textsOf({ batch }: RunSettings, { texts = [batch], training, sizes = [] }: RunShapes): readonly number[] {
  const programs = texts.length * training.length * Math.max(1, sizes.length);
  return programs > MOST_PROGRAMS ? texts.slice(-1) : texts;
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
