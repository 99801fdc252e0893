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
  const bytes = byteAlphabet();
  const pieces = [...bytes, ...bytes.map((byte) => byte + WORD_END), ...merges.map((pair) => pair.join(''))];
  const tokens = [...pieces, START_TEXT, END_TEXT];
  return { ids: Object.fromEntries(tokens.map((token, id) => [token, id])), merges };
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
