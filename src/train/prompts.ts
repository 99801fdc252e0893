/** @file Training and preview prompts as rows of the text encoder: tokens' vectors and where the learned ones go. */
import { fillTemplate } from '../text/templates';
import { layoutPrompt, ROW, type PromptRow } from '../text/prompt';
import type { Tokenizer } from '../text/tokenizer';

/** Rows of the token table: ids [n] → [n, width] f32. */
export type LookUp = (ids: Int32Array) => Promise<Float32Array>;

export interface PromptSettings {
  name: string;
  vectors: number;
  templates: readonly string[];
  /** token that fills a row: 49407 for SD 1.x, 0 for SD 2.x */
  pad: number;
}

export type TextInputs = {
  /** [batch, 77, width] */
  tokens: Float32Array;
  /** [batch, 77] */
  slots: Int32Array;
};

/** Tokenizes each text once; the same line and caption come again and again. */
export class PromptBook {
  readonly #rows = new Map<string, PromptRow>();
  /** tokens cut from the longest prompt so far */
  cut = 0;

  constructor(
    private readonly settings: PromptSettings,
    private readonly tokenizer: Tokenizer,
    private readonly lookUp: LookUp,
  ) {}

  /** A template line for a caption. */
  line(index: number, caption: string): PromptRow {
    const { templates, name } = this.settings;
    return this.text(fillTemplate(templates[index], name, caption));
  }

  /** Any text; `[name]` stands for the word. */
  text(text: string): PromptRow {
    const known = this.#rows.get(text);
    if (known) return known;
    const { name, vectors, pad } = this.settings;
    const row = layoutPrompt(this.tokenizer, text.replaceAll('[name]', name), [{ name, vectors, first: 0 }], pad);
    this.cut = Math.max(this.cut, row.cut);
    this.#rows.set(text, row);
    return row;
  }

  async inputs(rows: readonly PromptRow[]): Promise<TextInputs> {
    const ids = new Int32Array(rows.length * ROW);
    const slots = new Int32Array(rows.length * ROW);
    rows.forEach((row, i) => {
      ids.set(row.ids, i * ROW);
      slots.set(row.slots, i * ROW);
    });
    return { tokens: await this.lookUp(ids), slots };
  }
}
