/** Prompts that name other words: frozen vectors take their places on the way to the GPU. */
import { describe, expect, it } from 'vitest';
import { PromptBook } from '../../src/train/prompts/prompts';
import { tokenizer } from '../text/clip';

const WIDTH = 2;
/** a token's row is its id, twice */
const lookUp = async (ids: Int32Array) => Float32Array.from({ length: ids.length * WIDTH }, (_, i) => ids[Math.floor(i / WIDTH)]);
const mug = { name: 'my-mug', count: 2, vectors: Float32Array.of(0.1, 0.2, 0.3, 0.4) };
const hat = { name: 'old-hat', count: 1, vectors: Float32Array.of(0.5, 0.6) };
const book = new PromptBook({ name: 'zorp', vectors: 3, templates: ['a [name] on [filewords]'], pad: 49407, words: [mug, hat] }, tokenizer, lookUp);

describe('frozen words', () => {
  it('stand in the tokens, the trained ones in the slots', async () => {
    const { tokens, slots } = await book.inputs([book.line(0, { text: 'my-mug and old-hat', word: 0 })], 1);
    expect([...slots.slice(0, 12)]).toEqual([-1, -1, 0, 1, 2, -1, -1, -1, -1, -1, -1, -1]);
    const row = (i: number) => [...tokens.slice(i * WIDTH, (i + 1) * WIDTH)].map((v) => Number(v.toFixed(3)));
    expect([row(6), row(7), row(9)]).toEqual([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]);
    const [and] = tokenizer.encode('and');
    expect(row(8)).toEqual([and, and]);
  });

  it('change nothing where no prompt names them', async () => {
    const plain = new PromptBook({ name: 'zorp', vectors: 3, templates: ['a [name]'], pad: 49407 }, tokenizer, lookUp);
    expect(await book.inputs([book.text('a [name] cat')], 1)).toEqual(await plain.inputs([plain.text('a [name] cat')], 1));
  });
});
