/**
 * @file Small models with the inputs and outputs of real ones. Their answers are simple functions of the picture's mean
 * colour, so that what each must say of a picture of one colour can be worked out by hand.
 */
import { node, onnx, weights } from './onnx.mjs';

/** Means over height and width of [1, h, w, 3], then scores = sigmoid(means · w + b). */
function scorer(input, side, w, b, last = 'Sigmoid') {
  const tags = b.length;
  return onnx({
    inputs: [{ name: input, shape: ['batch', side, side, 3] }],
    outputs: [{ name: 'output', shape: ['batch', tags] }],
    nodes: [node('ReduceMean', [input], 'mean', { axes: [1, 2], keepdims: 0 }), node('MatMul', ['mean', 'w'], 'sum'), node('Add', ['sum', 'b'], 'shifted'), node(last, ['shifted'], 'output')],
    weights: [weights('w', [3, tags], w.flat()), weights('b', [tags], b)],
  });
}

/** What WD14's is: B, G, R from 0 to 255. The list: rating, red, green, blue thing, a character (in much red), and `^_^` always. */
export const WD14_CSV = 'tag_id,name,category,count\n1,general,9,9\n2,red_thing,0,9\n3,green_thing_(x),0,9\n4,blue_thing,0,9\n5,crimson_fox,4,9\n6,^_^,0,9\n';

/** Score of a colour's tag at value v: sigmoid((v − 128) / 32); of the character: sigmoid((red − 240) / 4). */
export const wd14Model = (side = 448, last = 'Sigmoid') =>
  scorer('input_1:0', side, [[0, 0, 0, 1 / 32, 0, 0], [0, 0, 1 / 32, 0, 0, 0], [0, 1 / 32, 0, 0, 1 / 4, 0]], [9, -4, -4, -4, -60, 2], last);

/** What DeepDanbooru's is: R, G, B from 0 to 1. */
export const DEEPDANBOORU_TAGS = 'red\ngreen\nblue_(colour)\nrating:safe\n';
export const deepDanbooruModel = (side = 512) => scorer('input_1:0', side, [[8, 0, 0, 0], [0, 8, 0, 0], [0, 0, 8, 0]], [-4, -4, -4, 4]);

const MARKS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
export const WORDS = [...MARKS, 'a', 'picture', 'of', 'red', 'blue', 'thing', '##s', 'and', 'more', '[DEC]', '[ENC]'];
export const VOCABULARY = `${WORDS.join('\n')}\n`;
const id = (word) => WORDS.indexOf(word);

/** Hidden states [1, 1, 3]: the picture's mean colour, as it was normalised. */
export const visionModel = (side = 384) =>
  onnx({
    inputs: [{ name: 'pixel_values', shape: ['batch', 3, side, side] }],
    outputs: [{ name: 'last_hidden_state', shape: ['batch', 'patches', 3] }],
    nodes: [node('ReduceMean', ['pixel_values'], 'mean', { axes: [2, 3], keepdims: 0 }), node('Unsqueeze', ['mean', 'one'], 'last_hidden_state')],
    weights: [weights('one', [1], [1], 'int64')],
  });

/** Which word follows which, by points; red and blue get points by colour. The end is liked best after `thing ##s`. */
function followers() {
  const table = WORDS.map(() => WORDS.map(() => -9));
  for (const [before, after, points] of [
    ['[DEC]', 'a', 5], ['a', 'picture', 1], ['picture', 'of', 1], ['of', 'red', 0], ['of', 'blue', 0], ['a', 'red', 3], ['a', 'blue', 3], ['red', 'thing', 5], ['blue', 'thing', 5],
    ['thing', '##s', 5], ['##s', '[SEP]', 5], ['##s', 'and', 4], ['and', 'more', 5], ['more', 'thing', 5],
  ]) table[id(before)][id(after)] = points;
  return table;
}

/** `extra`: inputs of other exports, which change nothing here but have to be given. */
export function decoderModel(extra = ['attention_mask', 'encoder_attention_mask']) {
  const colours = [0, 1, 2].map((channel) => WORDS.map((word) => (word === 'red' && channel === 0) || (word === 'blue' && channel === 2) ? 1 : 0));
  const wholes = extra.filter((name) => name.endsWith('mask'));
  return onnx({
    inputs: [
      { name: 'input_ids', type: 'int64', shape: ['batch', 'tokens'] }, { name: 'encoder_hidden_states', shape: ['batch', 'patches', 3] },
      ...extra.map((name) => extraInput(name)),
    ],
    outputs: [{ name: 'logits', shape: ['batch', 'tokens', WORDS.length] }],
    nodes: [
      node('Gather', ['table', 'input_ids'], 'next'), node('MatMul', ['encoder_hidden_states', 'colours'], 'coloured'), node('Add', ['next', 'coloured'], wholes.length ? 'sum' : 'logits'),
      ...maskNodes(wholes),
    ],
    weights: [weights('table', [WORDS.length, WORDS.length], followers().flat()), weights('colours', [3, WORDS.length], colours.flat()), weights('zero', [1], [0])],
  });
}

function extraInput(name) {
  if (name === 'use_cache_branch') return { name, type: /** @type {const} */ ('bool'), shape: [1] };
  if (name.endsWith('mask')) return { name, type: /** @type {const} */ ('int64'), shape: ['batch', `${name} length`] };
  return { name, shape: ['batch', 2, 'past', 4] };
}

/** Each mask is read, or the runtime would leave it out: times zero, added. */
function maskNodes(names) {
  return names.flatMap((name, i) => [
    node('Cast', [name], `${name} f`, { to: 1 }), node('ReduceMax', [`${name} f`], `${name} max`, { keepdims: 0 }), node('Mul', [`${name} max`, 'zero'], `${name} 0`),
    node('Add', [i ? `sum ${i}` : 'sum', `${name} 0`], i === names.length - 1 ? 'logits' : `sum ${i + 1}`),
  ]);
}

/** A picture in, a picture out: no tagger. */
export const unknownModel = () =>
  onnx({ inputs: [{ name: 'image', shape: [1, 3, 'height', 'width'] }], outputs: [{ name: 'mask', shape: [1, 3, 'height', 'width'] }], nodes: [node('Sigmoid', ['image'], 'mask')] });

/** What U²-Net's is: a picture in, maps out, the first of them the mean of the picture's channels. */
export const segmenterModel = (side = 32) =>
  onnx({
    inputs: [{ name: 'input.1', shape: ['batch', 3, side, side] }],
    outputs: [{ name: '1959', shape: ['batch', 1, side, side] }, { name: '1960', shape: ['batch', 1, side, side] }],
    nodes: [node('ReduceMean', ['input.1'], '1959', { axes: [1], keepdims: 1 }), node('Neg', ['1959'], '1960')],
  });
