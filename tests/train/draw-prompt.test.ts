/** The prompts shown before a run are those it trains with. */
import { expect, test } from 'vitest';
import { fillTemplate } from '../../src/text/templates';
import { drawPrompts } from '../../src/train/prompts/draw-prompt';
import { Sampler, type SamplerParts } from '../../src/train/samples/sampler';

const captions = ['red, round, cup', 'blue, cup', 'green, tall, cup', 'a, b, c, d'];
const names = ['mug', 'mug', 'cat', 'mug'];
const templates = ['a [name], [filewords]', '[filewords] with [name]', 'the [name]'];

/** The real sampler, with sentences in place of token rows. */
function trained(settings: object, sizes: readonly number[], batches: number): unknown[] {
  const model = { unet: { inChannels: 1 }, schedule: { prediction: 'epsilon' } };
  const pictures = captions.map((caption, i) => ({
    posterior: { mean: new Float32Array(1), std: new Float32Array(1) }, size: { width: sizes[i], height: 1 }, caption, word: i,
  }));
  const book = { line: (line: number, { text, word }: { text: string; word: number }) => fillTemplate(templates[line], names[word], text) };
  const sampler = new Sampler({ settings, model, book, alphas: new Float32Array(1000).fill(0.5), pictures } as unknown as SamplerParts);
  return Array.from({ length: batches }, (_, i) => sampler.micro(i).samples.map(({ prompt }) => prompt)).flat();
}

test.each([
  ['of one size', { batch: 3 }, [1, 1, 1, 1]],
  ['of two sizes', { batch: 2 }, [1, 2, 2, 1]],
  ['with tags shuffled and left out', { batch: 1, shuffleTags: true, tagDropout: 0.4 }, [1, 1, 1, 1]],
])('%s', (_, some, sizes) => {
  const settings = { seed: 11, templates, ...some };
  const groups = [...new Set(sizes)].map((size) => sizes.flatMap((one, i) => (one === size ? [i] : [])));
  const pictures = captions.map((caption, i) => ({ caption, name: names[i] }));
  const drawn = drawPrompts(settings, pictures, groups, 12).map(({ text }) => text);
  expect(drawn).toEqual(trained(settings, sizes, 12 / settings.batch));
  expect(new Set(drawn).size).toBeGreaterThan(5);
});
