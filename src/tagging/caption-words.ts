/** @file Tokens of BLIP's captioner and back: BERT's word pieces, from vocab.txt or tokenizer.json. */
import { Tokenizer } from '@huggingface/tokenizers';
import { Failure } from '../failure';
import type { VocabularyForm } from './files';

export interface CaptionWords {
  /** [DEC]: a caption begins with it */
  start: number;
  /** [SEP]: a caption ends with it */
  end: number;
  size: number;
  /** without marks */
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
}

/** Throws `tagger.vocabulary` {path}: not BERT's words, or without the marks that a caption begins and ends with. */
export function readCaptionWords(text: string, form: VocabularyForm, path: string): CaptionWords {
  const table = form === 'tokenizer' ? parsed(text) : bertTable(text);
  const ids = idsOf(table);
  const start = ids.get('[DEC]') ?? (ids.has('[SEP]') ? ids.size : undefined);
  const end = ids.get('[SEP]');
  if (!ids.has('[UNK]') || start === undefined || end === undefined) throw new Failure('tagger.vocabulary', { path });
  const tokenizer = opened(table, path);
  return {
    start, end, size: ids.size,
    encode: (sentence) => tokenizer.encode(sentence, { add_special_tokens: false }).ids,
    decode: (tokens) => tokenizer.decode([...tokens], { skip_special_tokens: true }).trim(),
  };
}

/** The library says what is missing in words of its own. */
function opened(table: object, path: string): Tokenizer {
  try {
    return new Tokenizer(table, {});
  } catch {
    throw new Failure('tagger.vocabulary', { path });
  }
}

interface Table {
  model?: { type?: string; vocab?: Record<string, number> };
  added_tokens?: { id: number; content: string }[];
}

function parsed(text: string): Table {
  try {
    return (JSON.parse(text) as Table | null) ?? {};
  } catch {
    return {};
  }
}

/** None where the words are not BERT's. */
function idsOf({ model, added_tokens: added = [] }: Table): Map<string, number> {
  if (model?.type !== 'WordPiece' || typeof model.vocab !== 'object') return new Map();
  return new Map([...Object.entries(model.vocab), ...added.map(({ id, content }) => [content, id] as const)]);
}

const MARKS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '[DEC]', '[ENC]'];

/** In the form of a tokenizer.json: lower case, without accents, as bert-base-uncased. */
function bertTable(text: string) {
  const words = text.replace(/\r?\n$/, '').split(/\r?\n/);
  // BLIP adds these two to BERT's list (blip.py, init_tokenizer); the list that comes with it has them or not.
  for (const mark of ['[DEC]', '[ENC]']) if (!words.includes(mark)) words.push(mark);
  const vocab = Object.fromEntries(words.map((word, id) => [word, id]));
  const marks = MARKS.filter((mark) => mark in vocab);
  return {
    added_tokens: marks.map((content) => ({ id: vocab[content], content, special: true, normalized: false, lstrip: false, rstrip: false, single_word: false })),
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  };
}
