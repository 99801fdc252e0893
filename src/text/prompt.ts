/** @file A prompt with learned words as one row of the text encoder's input. Prompts longer than a row are cut. */
import { END, START, type Tokenizer } from './tokenizer';

/** positions of the text encoder */
export const ROW = 77;
/** tokens between start and end mark */
export const ROOM = ROW - 2;
const NO_SLOT = -1;
/** any token: the learned vector takes its place */
const PLACEHOLDER = 0;

export interface LearnedWord {
  name: string;
  /** token vectors it stands for */
  vectors: number;
  /** row of its first vector among all learned vectors */
  first: number;
}

export interface PromptRow {
  /** [77] tokens: start, text, end, padding */
  ids: Int32Array;
  /** [77] row of the learned vector that replaces the token's, or -1 */
  slots: Int32Array;
  /** tokens that did not fit */
  cut: number;
}

/** One token, or all vectors of one learned word: never torn apart. */
interface Piece {
  ids: readonly number[];
  slots: readonly number[];
}

interface NameTokens {
  ids: readonly number[];
  piece: Piece;
}

/**
 * `pad` fills the row behind the end mark: 49407 for SD 1.x, 0 for SD 2.x. Words are found by the tokens of their
 * names, as A1111 does: case plays no role, the longest name wins, and part of another word is no match.
 */
export function layoutPrompt(tokenizer: Tokenizer, text: string, words: readonly LearnedWord[], pad: number): PromptRow {
  const pieces = findWords(tokenizer.encode(text), nameTable(tokenizer, words));
  const ids = new Int32Array(ROW).fill(pad);
  const slots = new Int32Array(ROW).fill(NO_SLOT);
  const fitting = countFitting(pieces);
  const kept = pieces.slice(0, fitting);
  const row = [START, ...kept.flatMap((piece) => piece.ids), END];
  ids.set(row);
  slots.set(kept.flatMap((piece) => piece.slots), 1);
  return { ids, slots, cut: pieces.slice(fitting).reduce((sum, piece) => sum + piece.ids.length, 0) };
}

/** Longest names first. */
function nameTable(tokenizer: Tokenizer, words: readonly LearnedWord[]): NameTokens[] {
  const table = words.map((word) => ({ ids: tokenizer.encode(word.name), piece: wordPiece(word) }));
  return table.filter(({ ids }) => ids.length > 0).sort((a, b) => b.ids.length - a.ids.length);
}

function wordPiece({ vectors, first }: LearnedWord): Piece {
  const rows = Array.from({ length: vectors }, (_, i) => first + i);
  return { ids: rows.map(() => PLACEHOLDER), slots: rows };
}

function findWords(tokens: readonly number[], names: readonly NameTokens[]): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < tokens.length; ) {
    const name = names.find(({ ids }) => ids.every((id, i) => tokens[at + i] === id));
    pieces.push(name ? name.piece : { ids: [tokens[at]], slots: [NO_SLOT] });
    at += name ? name.ids.length : 1;
  }
  return pieces;
}

/** How many pieces from the front fill at most 75 tokens. */
function countFitting(pieces: readonly Piece[]): number {
  let used = 0;
  const first = pieces.findIndex(({ ids }) => (used += ids.length) > ROOM);
  return first < 0 ? pieces.length : first;
}
