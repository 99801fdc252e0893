/** @file Training and preview prompts as rows of the text encoder: tokens' vectors and where the learned ones go. */
import { fillTemplate } from '../../text/templates';
import { promptLayout, ROW, type LearnedWord, type PromptLayout, type PromptRow, type PromptShape } from '../../text/prompt';
import type { Tokenizer } from '../../text/tokenizer';
import type { RunSettings } from '../settings';
import { trainedWords, type TrainedWord } from './words';

/** Rows of the token table: ids [n] → [n, width] f32. */
export type LookUp = (ids: Int32Array) => Promise<Float32Array>;

/** A word of the library in prompts: its vectors stay as they are. */
export interface FrozenWord {
  name: string;
  count: number;
  /** [count, width] */
  vectors: Float32Array;
}

export interface PromptSettings extends Pick<RunSettings, 'name' | 'vectors' | 'further' | 'templates'> {
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

/** What is written of a picture, and the number of the word that it shows. */
export interface Caption {
  text: string;
  word: number;
}

/** Prompts kept: a thousand is 1 MB, and a data set of thousands of captions has a hundred times as many. */
const KEPT = 1000;

/** The same line and caption come again and again: those used last are kept. */
export class PromptBook {
  readonly #kept = new Map<string, Prompt>();
  readonly #trained: TrainedWord[];
  readonly #words: LearnedWord[];
  readonly #layout: PromptLayout;

  constructor(
    private readonly settings: PromptSettings,
    tokenizer: Tokenizer,
    private readonly lookUp: LookUp,
  ) {
    this.#trained = trainedWords(settings);
    this.#words = this.#trained.map(({ name, vectors, first }) => ({ name, vectors, first }));
    for (const { name, count } of settings.words ?? []) this.#words.push({ name, vectors: count, first: endOf(this.#words.at(-1)!), frozen: true });
    this.#layout = promptLayout(tokenizer, this.#words, settings.pad);
  }

  /** A template line for a caption. */
  line(index: number, caption: Caption): Prompt {
    return this.#prompt(this.#filled(this.settings.templates[index], caption));
  }

  /** What a line for a caption would be; nothing of it is kept. */
  lineShape(line: string, caption: Caption): PromptShape {
    return this.#layout.shape(this.#filled(line, caption));
  }

  /** Any text; `[name]` stands for the word of that number. */
  text(text: string, word = 0): Prompt {
    return this.#prompt(text.replaceAll('[name]', this.#trained[word].name));
  }

  /** As `lineShape`. */
  textShape(text: string, word = 0): PromptShape {
    return this.#layout.shape(text.replaceAll('[name]', this.#trained[word].name));
  }

  #filled(line: string, { text, word }: Caption): string {
    return fillTemplate(line, this.#trained[word].name, text);
  }

  #prompt(text: string): Prompt {
    const prompt = this.#kept.get(text) ?? this.#layout.rows(text);
    this.#kept.delete(text);
    this.#kept.set(text, prompt); // behind all others
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return prompt;
  }

  /** Prompts of a batch, one after the other, each filled up with empty rows to `rows`. */
  async inputs(prompts: readonly Prompt[], rows: number): Promise<TextInputs> {
    const [empty] = this.#prompt('');
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
    const trained = this.#trained.length;
    slots.forEach((slot, i) => {
      const at = this.#words.findIndex((word) => slot >= word.first && slot < endOf(word));
      if (at < trained) return;
      const { vectors } = this.settings.words![at - trained];
      const row = slot - this.#words[at].first;
      tokens.set(vectors.subarray(row * width, (row + 1) * width), i * width);
      slots[i] = -1;
    });
  }
}

const endOf = ({ first, vectors }: LearnedWord): number => first + vectors;

export const longest = (prompts: readonly Prompt[]): number => Math.max(...prompts.map((prompt) => prompt.length));
