/** Denoising gives the same latent whether both prompts go through the UNet at once or one after the other. */
import { expect, it } from 'vitest';
import type { Runtime } from '../../src/engine/runtime';
import { ROW } from '../../src/text/prompt';
import { denoise, type DenoiseParts } from '../../src/train/preview/preview';
import type { PromptBook } from '../../src/train/prompts/prompts';

const SIZE = 8;
const WIDTH = 2;

/** A UNet that adds to each sample its context's sum: prompts differ, samples must not be mixed up. */
function fakeRuntime(batch: number): Runtime {
  const inputs = new Map([['x', { shape: [batch, 1, 2, 4] }]]);
  const run = async (name: string, given: Record<string, Float32Array>) => {
    if (name === 'text') return { context: new Float32Array(WIDTH * ROW).fill(given.slots[0] / 100) };
    const { x, context, time } = given;
    expect([x.length, context.length, time.length]).toEqual([batch * SIZE, batch * WIDTH * ROW, batch * 4]);
    const sum = (i: number): number => context[WIDTH * ROW * Math.floor(i / SIZE)];
    return { output: x.map((v, i) => v / 2 + sum(i)) };
  };
  return { run, plan: { programs: new Map([['predict', { source: { graph: { inputs } } }]]) } } as unknown as Runtime;
}

function preview(batch: number): Promise<Float32Array> {
  const row = (text: string) => [{ ids: Int32Array.of(text.length), slots: new Int32Array(1), weights: new Float32Array(1) }];
  const book = { inputs: async ([[prompt]]: ReturnType<typeof row>[]) => ({ slots: prompt.ids }) } as unknown as PromptBook;
  const alphas = Float32Array.from({ length: 1000 }, (_, t) => 0.999 ** t);
  const parts: DenoiseParts = { runtime: fakeRuntime(batch), book, alphas, prediction: 'epsilon', timeWidth: 4, latentSize: SIZE };
  const settings = { every: 0, prompt: '', negative: '', sampler: 'ddim' as const, steps: 3, guidance: 4, seed: 1 };
  return denoise({ negative: row(''), prompt: row('a [name]') }, settings, parts, () => {});
}

it('is the same in one pass and in two', async () => {
  const once = await preview(2);
  expect(await preview(1)).toEqual(once);
  expect(once.every(Number.isFinite)).toBe(true);
});
