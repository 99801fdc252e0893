/** @file Training and preview prompts as rows of the text encoder: tokens' vectors and where the learned ones go. */
import { fillTemplate } from '../text/templates';
import { layoutPrompt, ROW, type LearnedWord, type PromptRow } from '../text/prompt';
import type { Tokenizer } from '../text/tokenizer';

/** Rows of the token table: ids [n] → [n, width] f32. */
export type LookUp = (ids: Int32Array) => Promise<Float32Array>;

/** A word of the library in prompts: its vectors stay as they are. */
export interface FrozenWord {
  name: string;
  count: number;
  /** [count, width] */
  vectors: Float32Array;
}

export interface PromptSettings {
  name: string;
  vectors: number;
  templates: readonly string[];
  /** token that fills a row: 49407 for SD 1.x, 0 for SD 2.x */
  pad: number;
  /** other words that prompts may name, as in A1111 */
  words?: readonly FrozenWord[];
}

/** The rows of one prompt, at least one. */
export type Prompt = readonly PromptRow[];

export type TextInputs = {
  /** [rows, 77, width] */
  tokens: Float32Array;
  /** [rows, 77] */
  slots: Int32Array;
  /** [rows * 77] */
  weights: Float32Array;
};

/** Tokenizes each text once; the same line and caption come again and again. */
export class PromptBook {
  readonly #prompts = new Map<string, Prompt>();
  readonly #words: LearnedWord[];

  constructor(
    private readonly settings: PromptSettings,
    private readonly tokenizer: Tokenizer,
    private readonly lookUp: LookUp,
  ) {
    const { name, vectors, words = [] } = settings;
    this.#words = [{ name, vectors, first: 0 }];
    for (const word of words) this.#words.push({ name: word.name, vectors: word.count, first: endOf(this.#words.at(-1)!) });
  }

  /** A template line for a caption. */
  line(index: number, caption: string): Prompt {
    const { templates, name } = this.settings;
    return this.text(fillTemplate(templates[index], name, caption));
  }

  /** Any text; `[name]` stands for the word. */
  text(text: string): Prompt {
    const known = this.#prompts.get(text);
    if (known) return known;
    const { name, pad } = this.settings;
    const prompt = layoutPrompt(this.tokenizer, text.replaceAll('[name]', name), this.#words, pad);
    this.#prompts.set(text, prompt);
    return prompt;
  }

  /** Prompts of a batch, one after the other, each filled up with empty rows to `rows`. */
  async inputs(prompts: readonly Prompt[], rows: number): Promise<TextInputs> {
    const [empty] = this.text('');
    const all = prompts.flatMap((prompt) => Array.from({ length: rows }, (_, i) => prompt[i] ?? empty));
    const [ids, slots] = [new Int32Array(all.length * ROW), new Int32Array(all.length * ROW)];
    const weights = new Float32Array(all.length * ROW);
    all.forEach((row, i) => {
      ids.set(row.ids, i * ROW);
      slots.set(row.slots, i * ROW);
      weights.set(row.weights, i * ROW);
    });
    const tokens = await this.lookUp(ids);
    this.#putFrozen(tokens, slots);
    return { tokens, slots, weights };
  }

  /** Vectors that are not trained take their places here, as if they were the table's. */
  #putFrozen(tokens: Float32Array, slots: Int32Array): void {
    const width = tokens.length / slots.length;
    slots.forEach((slot, i) => {
      const at = this.#words.findIndex((word) => slot >= word.first && slot < endOf(word));
      if (at < 1) return;
      const { vectors } = this.settings.words![at - 1];
      const row = slot - this.#words[at].first;
      tokens.set(vectors.subarray(row * width, (row + 1) * width), i * width);
      slots[i] = -1;
    });
  }
}

const endOf = ({ first, vectors }: LearnedWord): number => first + vectors;

export const longest = (prompts: readonly Prompt[]): number => Math.max(...prompts.map((prompt) => prompt.length));

export const hasEmphasis = (prompts: readonly Prompt[]): boolean =>
  prompts.some((prompt) => prompt.some(({ weights }) => weights.some((weight) => weight !== 1)));
