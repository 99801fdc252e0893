/**
 * @file CLIP's byte-pair tokens. Text is normalised as the fast tokenizers do: NFC, runs of white space to one
 * space, lower case. No repair of broken encodings and no HTML entities: captions are taken as they stand.
 */
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { buildVocabulary, END, END_TEXT, START, START_TEXT, unpackMerges, WORD_END } from './vocabulary';

export { END, START } from './vocabulary';

export interface Tokenizer {
  /** ids without start and end marks */
  encode(text: string): number[];
}

/** as \s means in a tokenizer.json; JavaScript's own differs by U+0085 and U+FEFF */
const SPACE = '\\p{White_Space}';
/** English endings, runs of letters, single digits, runs of anything else */
const PIECES = `'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^${SPACE}\\p{L}\\p{N}]+`;

export function createTokenizer(mergesText: string): Tokenizer {
  const tokenizer = new HuggingFaceTokenizer(tokenizerTable(mergesText), {});
  return {
    encode: (text) => tokenizer.encode(lowerSigma(text), { add_special_tokens: false }).ids,
  };
}

/** From the bytes of public/clip/merges.txt.gz; fetching or reading them is the caller's. */
export async function loadTokenizer(asset: Uint8Array<ArrayBuffer>): Promise<Tokenizer> {
  return createTokenizer(await unpackMerges(asset));
}

/** Lower case is taken letter by letter; JavaScript alone would write a sigma that ends a word as ς. */
function lowerSigma(text: string): string {
  return text.replaceAll('Σ', 'σ');
}

/** In the form of a tokenizer.json. */
function tokenizerTable(mergesText: string): object {
  const { ids, merges } = buildVocabulary(mergesText);
  return {
    added_tokens: [mark(START, START_TEXT), mark(END, END_TEXT)],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: `${SPACE}+` }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: PIECES }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    model: { type: 'BPE', vocab: ids, merges, end_of_word_suffix: WORD_END, unk_token: END_TEXT },
    post_processor: null,
    decoder: null,
  };
}

function mark(id: number, content: string): object {
  return { id, content, special: true, normalized: false, lstrip: false, rstrip: false, single_word: false };
}
