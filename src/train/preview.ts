/** @file A picture from the current vectors: text, denoising with guidance, VAE decoder, PNG. */
import { sampleDdim } from '../diffusion/ddim';
import { sampleEulerAncestral } from '../diffusion/euler-a';
import { normals, STREAM } from '../diffusion/philox';
import { guide, type PredictionType } from '../diffusion/schedule';
import { timestepTable } from '../diffusion/timestep-embedding';
import { sampleTimesteps } from '../diffusion/timesteps';
import type { Runtime } from '../engine/runtime';
import { joined } from './batch';
import type { PromptBook } from './prompts';
import type { PreviewSettings } from './settings';

export interface DenoiseParts {
  /** with the programs `text` (batch 2) and `predict` (batch 2) */
  runtime: Runtime;
  book: PromptBook;
  alphas: Float32Array;
  prediction: PredictionType;
  timeWidth: number;
  latentSize: number;
}

/** → latent, already times the scaling factor. Noise comes from the preview's own stream. */
export async function denoise(
  prompt: string,
  settings: PreviewSettings,
  parts: DenoiseParts,
  onStep: (done: number, total: number) => void,
): Promise<Float32Array> {
  const { runtime, book, alphas, prediction, timeWidth, latentSize } = parts;
  const rows = [book.text(settings.negative), book.text(prompt)];
  const { context } = await runtime.run('text', { ...(await book.inputs(rows)) }, ['context']);
  const noise = (draw: number): Float32Array => normals(settings.seed, STREAM.preview, latentSize, draw);
  const predict = async (latent: Float32Array, t: number): Promise<Float32Array> => {
    const inputs = { x: joined([latent, latent]), time: timestepTable([t, t], timeWidth), context };
    const { output } = await runtime.run('predict', inputs, ['output']);
    return guide(output.subarray(0, latentSize), output.subarray(latentSize), settings.guidance);
  };
  const run = { alphas, prediction, timesteps: sampleTimesteps(settings.steps), predict, onStep };
  if (settings.sampler === 'ddim') return sampleDdim(noise(0), run);
  return sampleEulerAncestral(noise(0), { ...run, noise: (step) => noise(step + 1) });
}
