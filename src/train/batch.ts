/** @file Samples as the inputs of one pass of the step's program. */
import { addNoise, targetOf, type PredictionType } from '../diffusion/schedule';
import { timestepTable } from '../diffusion/timestep-embedding';
import type { PromptRow } from '../text/prompt';
import type { PromptBook, TextInputs } from './prompts';

export interface Noised {
  latent: Float32Array;
  noise: Float32Array;
  timestep: number;
  prompt: PromptRow;
}

export interface BatchSettings {
  alphas: Float32Array;
  prediction: PredictionType;
  /** channels of the timestep embedding */
  timeWidth: number;
}

/** One row of each per sample: what `trainGraph` takes. */
export type BatchInputs = TextInputs & { x: Float32Array; wanted: Float32Array; time: Float32Array };

export async function batchInputs(samples: readonly Noised[], settings: BatchSettings, book: PromptBook): Promise<BatchInputs> {
  const { alphas, prediction, timeWidth } = settings;
  const noisy = samples.map(({ latent, noise, timestep }) => addNoise(latent, noise, alphas[timestep]));
  const wanted = samples.map(({ latent, noise, timestep }) => targetOf(prediction, latent, noise, alphas[timestep]));
  const text = await book.inputs(samples.map(({ prompt }) => prompt));
  const time = timestepTable(samples.map(({ timestep }) => timestep), timeWidth);
  return { ...text, x: joined(noisy), wanted: joined(wanted), time };
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
