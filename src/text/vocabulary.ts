/** @file CLIP's 49,408 tokens from its merges alone: the rest of the table follows from their order. */
import { Failure } from '../failure';

/** a word's last piece carries this mark */
export const WORD_END = '</w>';
export const START = 49406;
export const END = 49407;
export const START_TEXT = '<|startoftext|>';
export const END_TEXT = '<|endoftext|>';

const MERGES = 48894;

export interface Vocabulary {
  /** token text -> id */
  ids: Record<string, number>;
  merges: [string, string][];
}

/** `mergesText`: one merge a line, two pieces with a space between. Throws `text.vocabulary` for any other table. */
export function buildVocabulary(mergesText: string): Vocabulary {
  const merges = mergesText.trimEnd().split('\n').map((line) => line.split(' ') as [string, string]);
  if (merges.length !== MERGES || merges.some(({ length }) => length !== 2)) throw new Failure('text.vocabulary');
  const tokens = tokensOf(merges);
  return { ids: Object.fromEntries(tokens.map((token, id) => [token, id])), merges };
}

function tokensOf(merges: readonly [string, string][]): string[] {
  const bytes = byteAlphabet();
  const pieces = [...bytes, ...bytes.map((byte) => byte + WORD_END), ...merges.map((pair) => pair.join(''))];
  return [...pieces, START_TEXT, END_TEXT];
}

/** Every token's text by its id, from the asset's bytes: bytes beyond ASCII decoded where they are whole characters. */
export async function tokenTexts(asset: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const { ids } = buildVocabulary(await unpackMerges(asset));
  const bytes = bytesBehind();
  const texts: string[] = [];
  for (const [token, id] of Object.entries(ids)) texts[id] = id >= START ? token : readable(token, bytes);
  return texts;
}

/** The bytes behind a token's visible characters as text; the mark of a word's end stays. */
function readable(token: string, bytes: ReadonlyMap<string, number>): string {
  const ending = token.length > WORD_END.length && token.endsWith(WORD_END) ? WORD_END : '';
  const characters = token.slice(0, token.length - ending.length);
  return new TextDecoder().decode(Uint8Array.from(characters, (character) => bytes.get(character)!)) + ending;
}

/** The byte that each character of the alphabet stands for: visible ones for themselves, the others in their order. */
function bytesBehind(): Map<string, number> {
  const alphabet = byteAlphabet();
  const visible = new Set(alphabet.map((character) => character.charCodeAt(0)).filter((code) => code < 256));
  const hidden = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !visible.has(byte));
  return new Map(alphabet.map((character, i) => {
    const code = character.charCodeAt(0);
    return [character, code < 256 ? code : hidden[i - visible.size]];
  }));
}

/**
 * The 256 bytes as visible characters, in the order of their ids: first the bytes that are such characters in
 * Latin-1, then the others, which take the characters from U+0100 on.
 */
function byteAlphabet(): string[] {
  const visible = [...codes('!', '~'), ...codes('¡', '¬'), ...codes('®', 'ÿ')];
  const hidden = 256 - visible.length;
  return [...visible, ...Array.from({ length: hidden }, (_, i) => 256 + i)].map((code) => String.fromCharCode(code));
}

function codes(first: string, last: string): number[] {
  const [from, to] = [first.charCodeAt(0), last.charCodeAt(0)];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/**
 * The merges from the asset's bytes. A server may have unpacked the .gz on the way (Content-Encoding), so both
 * forms are taken.
 */
export async function unpackMerges(asset: Uint8Array<ArrayBuffer>): Promise<string> {
  const isGzip = asset[0] === 0x1f && asset[1] === 0x8b;
  if (!isGzip) return new TextDecoder().decode(asset);
  const stream = new Blob([asset]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
