/**
 * @file Whether the rest of a prompt still has its say beside a word, or is drowned by it: over-fitting that shows as
 * previews which ignore the prompt. Two requests are made of the UNet at the preview's first latent, with the word and
 * without it:
 *
 *     influence = √Σ‖ε(word + request) − ε(word)‖² / √Σ‖ε(request) − ε(nothing)‖²
 *
 * 1: beside the word the requests change the prediction as much as they do alone. 0: the word is all that is seen. The
 * requests are fixed, so the number is the same measure for any preview prompt and at any step, and needs no value from
 * the run's beginning. Our own measure; how it was chosen: docs/FACTS.md.
 */
import { normals, STREAM } from '../../diffusion/philox';
import type { Runtime } from '../../engine/runtime';
import { distance } from '../numbers';
import { programFor } from '../prompts/prompt-shapes';
import type { Prompt, PromptBook } from '../prompts/prompts';
import { predictAll } from './predict';

export interface InfluenceParts {
  runtime: Runtime;
  book: PromptBook;
  timeWidth: number;
  /** numbers of a preview's latent */
  latentSize: number;
  /** rows of a prompt for which the runtime has programs `text` and `predict` */
  rows: number;
}

/** Of two kinds: a word may be one of them itself, hardly both. */
const REQUESTS = ['in a forest at night', 'with a hat in the snow'];
/** High noise, where the prompt decides what is drawn. Of 901, 801 and 701 it told drowned words and others apart best. */
const TIMESTEP = 701;

export class Influence {
  /** what the requests do alone: of the model, not of the run */
  #alone: number | undefined;
  readonly #latent: Float32Array;

  constructor(
    private readonly parts: InfluenceParts,
    seed: number,
  ) {
    this.#latent = normals(seed, STREAM.preview, parts.latentSize);
  }

  /**
   * Of the run's word of that number, as it is now. Undefined where it cannot be told: the word leaves no room for a
   * request, or is one of a request's own.
   */
  async of(word: number): Promise<number | undefined> {
    const [beside, alone] = ['[name] ', ''].map((name) => ['', ...REQUESTS].map((request) => this.parts.book.text(name + request, word)));
    if (beside.some((prompt) => prompt.length > this.parts.rows) || alone.some(hasWord)) return undefined;
    this.#alone ??= await this.#effect(alone);
    const influence = (await this.#effect(beside)) / this.#alone;
    return Number.isFinite(influence) ? influence : undefined;
  }

  /** How far the other prompts' predictions lie from the first one's. */
  async #effect(prompts: readonly Prompt[]): Promise<number> {
    const { runtime, timeWidth, rows } = this.parts;
    const contexts: Float32Array[] = [];
    for (const prompt of prompts) contexts.push(await this.#encode(prompt));
    const [plain, ...others] = await predictAll(contexts, this.#latent, TIMESTEP, { runtime, timeWidth, program: programFor('predict', rows) });
    return Math.hypot(...others.map((other) => distance(other, plain)));
  }

  async #encode(prompt: Prompt): Promise<Float32Array> {
    const { runtime, book, rows } = this.parts;
    return (await runtime.run(programFor('text', rows), await book.inputs([prompt], rows), ['context'])).context;
  }
}

/** A word that is learned, or one of the library. */
const hasWord = (prompt: Prompt): boolean => prompt.some(({ slots }) => slots.some((slot) => slot >= 0));
