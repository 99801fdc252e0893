/** Prompts of a batch that repeat: how many a run encodes, and which is whose. */
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/engine/plan';
import { PLAIN, promptShapes } from '../../src/train/prompts/prompt-shapes';
import { PromptBook } from '../../src/train/prompts/prompts';
import { sharedPrompts } from '../../src/train/prompts/shared';
import { batchInputs } from '../../src/train/samples/batch';
import { runSteps, textsOf, withMostTexts, type RunShapes } from '../../src/train/step/run-steps';
import { microProgram } from '../../src/train/step/step-graph';
import { SD15 } from '../nets/sd15';
import { tokenizer } from '../text/clip';
import { makeRun } from './fake-run';

const bookOf = (templates: string[]) => new PromptBook({ name: 'zorp', vectors: 2, templates, pad: 49407 }, tokenizer, async (ids) => Float32Array.from(ids));
const captions = ['red', 'blue', 'red'].map((text) => ({ text, word: 0 }));
const TWO = ['a [name]', 'a [name] on [filewords]'];

describe('texts of a batch', () => {
  it.each([
    ['as many as there are prompts, or fewer where that is not seldom', TWO, {}, [2, 3]],
    ['one, of a single template', ['a [name]'], {}, [1]],
    ['one, of a template that no caption changes', ['a [name]'], { shuffleTags: true }, [1]],
    ['as many as samples, where tags are shuffled: lines without them are shared', TWO, { shuffleTags: true }, [2, 3, 4, 5, 6, 7, 8]],
  ])('are %s', (_, templates, changes, texts) => {
    const { settings } = makeRun({ batch: 8, templates, ...changes });
    expect(promptShapes(settings, captions, bookOf(templates)).texts).toEqual(texts);
    expect(promptShapes({ ...settings, batch: 1 }, captions, bookOf(templates)).texts).toEqual([1]);
  });

  it('have programs for each of their numbers, but where lengths and sizes ask for many already', () => {
    const { settings } = makeRun({ batch: 8 });
    const shapes = { ...PLAIN, texts: [5, 6, 7, 8] };
    expect(textsOf(settings, shapes)).toEqual([5, 6, 7, 8]);
    expect(textsOf(settings, { ...shapes, training: [1, 2], sizes: [{ width: 8, height: 8 }, { width: 8, height: 16 }] })).toEqual([8]);
    expect(textsOf(settings, PLAIN)).toEqual([8]);
    const stepsOf = (of: RunShapes) => runSteps({ ...SD15, pad: 49407, factor: 8 }, settings, of).steps;
    expect(stepsOf(shapes).map(({ micro, evaluate }) => [micro, evaluate])).toEqual([5, 6, 7, 8].map((texts) => [`micro of ${texts} texts`, 'evaluate']));
    expect(stepsOf(withMostTexts(shapes)).map(({ texts }) => texts)).toEqual([8]);
  });

  it('are each encoded once', async () => {
    const book = bookOf(TWO);
    const [plain, red, again] = [book.line(0, captions[0]), book.line(1, captions[0]), bookOf(TWO).line(1, captions[2])];
    const { texts, which } = sharedPrompts([red, plain, again, plain], [2, 3]);
    expect([...which!]).toEqual([0, 1, 0, 1]);
    expect(texts).toEqual([red, plain]);
    expect(sharedPrompts([red, plain, again, plain], [3, 4]).texts).toEqual([red, plain, red]);
    expect(sharedPrompts([red, plain, again, plain])).toEqual({ texts: [red, plain, again, plain] });
    expect(() => sharedPrompts([red, plain], [1])).toThrow('internal');
  });

  it('are handed over with whose they are, only where samples share some', async () => {
    const book = bookOf(TWO);
    const latent = Float32Array.of(1, 2, 3, 4);
    const samples = [0, 1, 1].map((line) => ({ latent, noise: latent, timestep: 0, prompt: book.line(line, captions[0]) }));
    const settings = { alphas: Float32Array.of(0.5), prediction: 'epsilon', timeWidth: 4, channels: 4, weighted: false } as const;
    const shared = await batchInputs(samples, { ...settings, texts: [1, 2, 3] }, book);
    expect([...shared.inputs.texts!]).toEqual([0, 1, 1]);
    expect(shared.texts).toBe(2);
    expect(shared.inputs.slots).toHaveLength(2 * 77);
    const all = await batchInputs(samples, { ...settings, texts: [3] }, book);
    expect([all.inputs.texts, all.inputs.slots.length]).toEqual([undefined, 3 * 77]);
  });

  it('cost a step as many text encoders', () => {
    const flops = (texts: number): number => {
      const micro = microProgram(SD15, { batch: 4, height: 8, width: 8, vectors: 2, accumulate: 1, texts });
      return plan({ micro }, 'f16', 1 << 27).programs.get('micro')!.flops;
    };
    const one = (flops(4) - flops(1)) / 3;
    expect(one / 1e9).toBeGreaterThan(25);
    expect(one / 1e9).toBeLessThan(29);
  });
});
