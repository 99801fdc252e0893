/**
 * @file A prompt with learned words as rows of the text encoder's input. As in A1111 a prompt longer than a row goes on
 * in the next one: each has 75 tokens between its marks, and the UNet sees the encoded rows side by side.
 */
import { parseEmphasis, type Weighed } from './emphasis';
import { END, START, type Tokenizer } from './tokenizer';

/** positions of the text encoder */
export const ROW = 77;
/** tokens between start and end mark */
export const ROOM = ROW - 2;
const NO_SLOT = -1;
/** any token: the learned vector takes its place */
const PLACEHOLDER = 0;
/** `,` at the end of a word */
const COMMA = 267;
/** A full row is cut behind its last comma if no more tokens than this follow it: A1111's "Increase coherency by padding". */
const BACKTRACK = 20;

export interface LearnedWord {
  name: string;
  /** token vectors it stands for */
  vectors: number;
  /** row of its first vector among all learned vectors */
  first: number;
  /** is in prompts, but not trained */
  frozen?: boolean;
}

export interface PromptRow {
  /** [77] tokens: start, text, end, padding */
  ids: Int32Array;
  /** [77] row of the learned vector that replaces the token's, or -1 */
  slots: Int32Array;
  /** [77] emphasis of each position; 1 for marks and padding */
  weights: Float32Array;
}

/** One position of a row. */
interface Place {
  id: number;
  slot: number;
  weight: number;
}

interface NameTokens {
  ids: readonly number[];
  word: LearnedWord;
}

/** What the vectors that are trained can reach: in the text encoder no position sees those behind it, and no row another. */
export interface Reach {
  /** rows up to the last that has a trained word; 0 where none has */
  rows: number;
  /** first position, 0 … 76, of a trained word in any row; 77 where there is none */
  from: number;
}

export interface PromptShape {
  /** of 77 positions, at least one */
  rows: number;
  /** tokens have weights */
  emphasis: boolean;
  reach: Reach;
}

export interface PromptLayout {
  rows(text: string): PromptRow[];
  /** What `rows` would give, without making it. */
  shape(text: string): PromptShape;
}

/**
 * `pad` fills a row behind the end mark: 49407 for SD 1.x, 0 for SD 2.x. Words are found by the tokens
 * of their names, as A1111 does, within one stretch of equal emphasis: case plays no role, the longest name wins, part of
 * another word is no match, and a word is never torn apart.
 */
export function promptLayout(tokenizer: Tokenizer, words: readonly LearnedWord[], pad: number): PromptLayout {
  const names = nameTable(tokenizer, words);
  const trained = words.reduce((sum, { vectors, frozen }) => sum + (frozen ? 0 : vectors), 0);
  return {
    rows: (text) => placesOf(text, tokenizer, names).map((places) => rowOf(places, pad)),
    shape: (text) => {
      const rows = placesOf(text, tokenizer, names);
      return { rows: rows.length, emphasis: rows.some((places) => places.some(({ weight }) => weight !== 1)), reach: reachOf(rows, trained) };
    },
  };
}

/** `trained`: vectors that are, the first of all. */
function reachOf(rows: readonly Place[][], trained: number): Reach {
  const firsts = rows.map((places) => places.findIndex(({ slot }) => slot !== NO_SLOT && slot < trained));
  const behindMark = firsts.filter((at) => at >= 0).map((at) => at + 1);
  return { rows: firsts.findLastIndex((at) => at >= 0) + 1, from: Math.min(ROW, ...behindMark) };
}

/** All that any of them is. */
export function widest(reaches: readonly Reach[]): Reach {
  return reaches.reduce((all, { rows, from }) => ({ rows: Math.max(all.rows, rows), from: Math.min(all.from, from) }), { rows: 0, from: ROW });
}

function placesOf(text: string, tokenizer: Tokenizer, names: readonly NameTokens[]): Place[][] {
  const filler = new Filler();
  for (const segment of parseEmphasis(text)) {
    if (segment.kind === 'break') filler.next();
    else fill(filler, segment, tokenizer, names);
  }
  return filler.end();
}

/** Longest names first. */
function nameTable(tokenizer: Tokenizer, words: readonly LearnedWord[]): NameTokens[] {
  const table = words.map((word) => ({ ids: tokenizer.encode(word.name), word }));
  return table.filter(({ ids }) => ids.length > 0).sort((a, b) => b.ids.length - a.ids.length);
}

function fill(filler: Filler, { text, weight }: Weighed, tokenizer: Tokenizer, names: readonly NameTokens[]): void {
  const tokens = tokenizer.encode(text);
  for (let at = 0; at < tokens.length; ) {
    const name = names.find(({ ids }) => ids.every((id, i) => tokens[at + i] === id));
    if (name) filler.word(name.word, weight);
    else filler.token(tokens[at], weight);
    at += name ? name.ids.length : 1;
  }
}

class Filler {
  readonly #rows: Place[][] = [];
  #row: Place[] = [];
  /** place of the last comma in the row at hand */
  #comma = -1;

  token(id: number, weight: number): void {
    if (id !== COMMA) this.#backtrack();
    if (this.#row.length === ROOM) this.next();
    if (id === COMMA) this.#comma = this.#row.length;
    this.#row.push({ id, slot: NO_SLOT, weight });
  }

  word({ vectors, first }: LearnedWord, weight: number): void {
    this.#backtrack();
    if (this.#row.length + vectors > ROOM) this.next();
    for (let i = 0; i < vectors; i++) this.#row.push({ id: PLACEHOLDER, slot: first + i, weight });
  }

  next(): void {
    this.#rows.push(this.#row);
    this.#row = [];
    this.#comma = -1;
  }

  end(): Place[][] {
    if (this.#row.length > 0 || this.#rows.length === 0) this.next();
    return this.#rows;
  }

  /** What follows the last comma of a full row goes to the next one; learned vectors with it, which A1111 leaves behind. */
  #backtrack(): void {
    const full = this.#row.length === ROOM && this.#comma >= 0;
    if (!full || this.#row.length - this.#comma > BACKTRACK) return;
    const moved = this.#row.splice(this.#comma + 1);
    this.next();
    this.#row = moved;
  }
}

function rowOf(places: readonly Place[], pad: number): PromptRow {
  const ids = new Int32Array(ROW).fill(pad);
  const slots = new Int32Array(ROW).fill(NO_SLOT);
  const weights = new Float32Array(ROW).fill(1);
  ids.set([START, ...places.map(({ id }) => id), END]);
  slots.set(places.map(({ slot }) => slot), 1);
  weights.set(places.map(({ weight }) => weight), 1);
  return { ids, slots, weights };
}
