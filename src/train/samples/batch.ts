/** @file Samples as the inputs of one pass of the step's program. */
import { addNoise, targetOf, type PredictionType } from '../../diffusion/schedule';
import { timestepTable } from '../../diffusion/timestep-embedding';
import type { Reach } from '../../text/prompt';
import { checkReach } from '../prompts/reach';
import { sharedPrompts } from '../prompts/shared';
import { longest, type Prompt, type PromptBook, type TextInputs } from '../prompts/prompts';

export interface Noised {
  latent: Float32Array;
  noise: Float32Array;
  timestep: number;
  prompt: Prompt;
  /** of its loss; 1 if absent */
  weight?: number;
  /** of each pixel's part of its loss, [h, w]; 1 if absent */
  mask?: Float32Array;
}

export interface BatchSettings {
  alphas: Float32Array;
  prediction: PredictionType;
  /** channels of the timestep embedding */
  timeWidth: number;
  /** channels of a latent */
  channels: number;
  /** the program takes `lossWeights` */
  weighted: boolean;
  /** numbers of texts that there are programs for, in order; one for each sample if absent */
  texts?: readonly number[];
  /** what the trained vectors reach by these programs; absent = everything */
  reach?: Reach;
}

/** What `trainGraph` takes, one row of each per sample; and of how many texts, and rows of tokens of each, its program is. */
export interface BatchInputs {
  rows: number;
  texts: number;
  inputs: TextInputs & { x: Float32Array; wanted: Float32Array; time: Float32Array; texts?: Int32Array; lossWeights?: Float32Array };
}

export async function batchInputs(samples: readonly Noised[], settings: BatchSettings, book: PromptBook): Promise<BatchInputs> {
  const { alphas, prediction, timeWidth } = settings;
  const noisy = samples.map(({ latent, noise, timestep }) => addNoise(latent, noise, alphas[timestep]));
  const wanted = samples.map(({ latent, noise, timestep }) => targetOf(prediction, latent, noise, alphas[timestep]));
  const prompts = samples.map(({ prompt }) => prompt);
  const rows = longest(prompts);
  const { texts, which } = sharedPrompts(prompts, settings.texts);
  const text = await book.inputs(texts, rows);
  if (settings.reach) checkReach(text.slots, rows, settings.reach);
  const time = timestepTable(samples.map(({ timestep }) => timestep), timeWidth);
  const inputs = { ...text, ...(which && { texts: which }), x: joined(noisy), wanted: joined(wanted), time };
  const of = { rows, texts: texts.length };
  if (!settings.weighted) return { ...of, inputs };
  const pixels = samples[0].latent.length / settings.channels;
  const lossWeights = joined(samples.map(({ weight = 1, mask }) => Float32Array.from({ length: pixels }, (_, i) => weight * (mask?.[i] ?? 1))));
  return { ...of, inputs: { ...inputs, lossWeights } };
}

export function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
