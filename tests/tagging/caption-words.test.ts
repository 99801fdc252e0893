/** BLIP's words from both forms of its vocabulary. */
import { expect, test } from 'vitest';
import { readCaptionWords } from '../../src/tagging/caption-words';

const WORDS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'picture', 'of', 'cat', '##s', '.', 'red'];
const json = (model: object, added: object[] = []): string => JSON.stringify({
  model, added_tokens: added, normalizer: { type: 'BertNormalizer', lowercase: true }, pre_tokenizer: { type: 'BertPreTokenizer' }, post_processor: null, decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
});
const WORD_PIECE = { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab: Object.fromEntries(WORDS.map((word, i) => [word, i])) };

test.each([
  ['vocab.txt', WORDS.join('\n'), 'vocabulary'],
  ['vocab.txt of Windows', `${WORDS.join('\r\n')}\r\n`, 'vocabulary'],
  ['tokenizer.json', json(WORD_PIECE, [{ id: 3, content: '[SEP]', special: true }]), 'tokenizer'],
] as const)('%s', (path, text, form) => {
  const words = readCaptionWords(text, form, path);
  expect(words.encode('A picture of')).toEqual([5, 6, 7]);
  expect(words.decode([11, 8, 9, 10, 3])).toBe('red cats.');
  // [DEC] comes after the last word where the list lacks it: 30,522 in the real one.
  expect([words.start, words.end]).toEqual([WORDS.length, 3]);
});

test('marks that the list has', () => {
  const words = readCaptionWords([...WORDS, '[ENC]', '[DEC]'].join('\n'), 'vocabulary', 'vocab.txt');
  expect(words.start).toBe(WORDS.length + 1);
  expect(words.decode([words.start, 8])).toBe('cat');
});

test.each([
  ['no JSON', '{', 'tokenizer'],
  ['another kind of words', json({ type: 'BPE', vocab: { '[UNK]': 0, '[SEP]': 1 } }), 'tokenizer'],
  ['a tokenizer without its parts', JSON.stringify({ model: WORD_PIECE }), 'tokenizer'],
  ['nothing', 'null', 'tokenizer'],
  ['a list of tags', 'solo\n1girl', 'vocabulary'],
] as const)('%s is refused', (_, text, form) => expect(() => readCaptionWords(text, form, 'x')).toThrow('tagger.vocabulary'));
