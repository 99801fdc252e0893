/** @file A picture from the current vectors: text, denoising with guidance, VAE decoder, PNG. */
import { sampleDdim } from '../../diffusion/ddim';
import { sampleEulerAncestral } from '../../diffusion/euler-a';
import { normals, STREAM } from '../../diffusion/philox';
import { guide, type PredictionType } from '../../diffusion/schedule';
import { sampleTimesteps } from '../../diffusion/timesteps';
import type { Runtime } from '../../engine/runtime';
import { ROW } from '../../text/prompt';
import { joined } from '../samples/batch';
import { programFor } from '../prompts/prompt-shapes';
import { longest, type Prompt, type PromptBook } from '../prompts/prompts';
import type { PreviewSettings } from '../settings';
import { predictAll } from './predict';

export interface DenoiseParts {
  /** with the programs `text`, one for each prompt's length, and `predict` for the longer one's (batch 1 or 2) */
  runtime: Runtime;
  book: PromptBook;
  alphas: Float32Array;
  prediction: PredictionType;
  timeWidth: number;
  latentSize: number;
}

export interface PreviewPrompts {
  negative: Prompt;
  prompt: Prompt;
}

/** → latent, already times the scaling factor. Noise comes from the preview's own stream. */
export async function denoise(
  { negative, prompt }: PreviewPrompts,
  settings: PreviewSettings,
  parts: DenoiseParts,
  onStep: (done: number, total: number) => void,
): Promise<Float32Array> {
  const { runtime, alphas, prediction, timeWidth, latentSize } = parts;
  const contexts = await encodeBoth([negative, prompt], parts);
  const program = programFor('predict', longest([negative, prompt]));
  const noise = (draw: number): Float32Array => normals(settings.seed, STREAM.preview, latentSize, draw);
  const predict = async (latent: Float32Array, t: number): Promise<Float32Array> => {
    const [uncond, cond] = await predictAll(contexts, latent, t, { runtime, program, timeWidth });
    return guide(uncond, cond, settings.guidance);
  };
  const run = { alphas, prediction, timesteps: sampleTimesteps(settings.steps), predict, onStep };
  if (settings.sampler === 'ddim') return sampleDdim(noise(0), run);
  return sampleEulerAncestral(noise(0), { ...run, noise: (step) => noise(step + 1) });
}

/** → context of each prompt. The shorter one repeats its last token's vector, as in A1111. */
async function encodeBoth(prompts: readonly Prompt[], { runtime, book }: DenoiseParts): Promise<Float32Array[]> {
  const contexts: Float32Array[] = [];
  for (const prompt of prompts) {
    const inputs = await book.inputs([prompt], prompt.length);
    contexts.push((await runtime.run(programFor('text', prompt.length), inputs, ['context'])).context);
  }
  const rows = longest(prompts);
  return contexts.map((context, i) => repeatLast(context, prompts[i].length * ROW, rows * ROW));
}

function repeatLast(context: Float32Array, tokens: number, wanted: number): Float32Array {
  const width = context.length / tokens;
  const last = context.subarray(context.length - width);
  return joined([context, ...Array.from({ length: wanted - tokens }, () => last)]);
}
