/** Which files belong to what, and which inputs and outputs are known. */
import { describe, expect, test } from 'vitest';
import { sortFiles, usedFiles } from '../../src/tagging/files';
import { recognise } from '../../src/tagging/recognise';
import type { ModelSignature, ValueSignature } from '../../src/tagging/signature';

const value = (name: string, shape: (number | string)[], type = 'float32'): ValueSignature => ({ name, type, shape });
const model = (path: string, inputs: ValueSignature[], outputs: ValueSignature[]): ModelSignature => ({ path, inputs, outputs });
const CSV = { models: ['m.onnx'], tags: { path: 'selected_tags.csv', form: 'selected-tags' as const } };
const TXT = { models: ['m.onnx'], tags: { path: 'tags.txt', form: 'tag-lines' as const } };
const PAIR = { models: ['v.onnx', 'd.onnx'], vocabulary: { path: 'vocab.txt', form: 'vocabulary' as const } };

describe('files', () => {
  test.each([
    [['wd/model.onnx', 'wd/selected_tags.csv', 'wd/README.md'], ['wd/model.onnx', 'wd/selected_tags.csv']],
    [['deepdanbooru.ONNX', 'tags.txt'], ['deepdanbooru.ONNX', 'tags.txt']],
    [['onnx/vision_model.onnx', 'onnx/text_decoder_model.onnx', 'tokenizer.json', 'vocab.txt'], ['onnx/vision_model.onnx', 'onnx/text_decoder_model.onnx', 'tokenizer.json']],
    [['a.onnx', 'b.onnx', 'vocab.txt'], ['a.onnx', 'b.onnx', 'vocab.txt']],
  ])('%j', (given, used) => expect(usedFiles(sortFiles(given))).toEqual(used));

  test.each([
    [['tags.txt'], 'tagger.no-model'], [['a.onnx'], 'tagger.no-list'], [['a.onnx', 'vocab.txt'], 'tagger.no-list'],
    [['a.onnx', 'b.onnx', 'tags.txt'], 'tagger.no-list'], [['a.onnx', 'b.onnx', 'c.onnx', 'vocab.txt'], 'tagger.too-many'],
  ])('%j is refused', (given, code) => expect(() => sortFiles(given)).toThrow(code));
});

describe('taggers', () => {
  test('the size is the model’s, else the family’s own', () => {
    const of = (height: number | string, width: number | string) => model('m.onnx', [value('input_1:0', ['batch', height, width, 3])], [value('out', ['batch', 9083])]);
    expect(recognise([of(448, 448)], CSV)).toEqual({ family: 'wd14', model: 'm.onnx', input: 'input_1:0', output: 'out', scores: 9083, size: { width: 448, height: 448 } });
    expect(recognise([of('h', 'w')], CSV)).toMatchObject({ size: { width: 448, height: 448 } });
    expect(recognise([of('', '')], TXT)).toMatchObject({ family: 'deepdanbooru', size: { width: 512, height: 512 } });
    expect(recognise([of(320, 384)], TXT)).toMatchObject({ size: { width: 384, height: 320 } });
  });

  test.each([
    ['channels first', model('m.onnx', [value('x', [1, 3, 448, 448])], [value('y', [1, 5])])],
    ['bytes', model('m.onnx', [value('x', [1, 448, 448, 3], 'uint8')], [value('y', [1, 5])])],
    ['two inputs', model('m.onnx', [value('x', [1, 448, 448, 3]), value('z', [1])], [value('y', [1, 5])])],
    ['a picture as the answer', model('m.onnx', [value('x', [1, 448, 448, 3])], [value('y', [1, 448, 448, 3])])],
    ['not square', model('m.onnx', [value('x', [1, 448, 400, 3])], [value('y', [1, 5])])],
    ['enormous', model('m.onnx', [value('x', [1, 90_000, 90_000, 3])], [value('y', [1, 5])])],
    ['nothing', model('m.onnx', [], [])],
  ])('%s is not known, and said what it is', (_, one) => {
    expect(() => recognise([one], CSV)).toThrow('tagger.unknown-tagger');
    expect(() => recognise([one], CSV)).toThrow(one.inputs.length ? `x: ${one.inputs[0].type} [${one.inputs[0].shape.join(', ')}` : 'm.onnx');
  });
});

const vision = model('v.onnx', [value('pixel_values', [1, 3, 384, 384])], [value('1234', [1, 577, 768]), value('1235', [1, 768])]);
const asks = (...names: string[]): ModelSignature =>
  model('d.onnx', [...names, 'input_ids', 'encoder_hidden_states'].map((name) => value(name, ['b', 's'], name === 'encoder_hidden_states' ? 'float32' : 'int64')), [value('logits', ['b', 's', 30524])]);

describe('captioners', () => {
  test('of two parts, in either order', () => {
    const plan = recognise([asks('attention_mask', 'encoder_attention_mask'), vision], PAIR);
    expect(plan).toMatchObject({ family: 'blip', vision: 'v.onnx', visionOutput: '1234', decoder: 'd.onnx', logits: 'logits', size: { width: 384, height: 384 } });
    expect(plan.family === 'blip' && plan.extraInputs.map(({ name }) => name)).toEqual(['attention_mask', 'encoder_attention_mask']);
  });

  test('merged decoders have a switch for what was read before; without it they cannot begin', () => {
    expect(recognise([vision, asks('use_cache_branch', 'past_key_values.0.decoder.key')], PAIR)).toMatchObject({ family: 'blip' });
    expect(() => recognise([vision, asks('past_key_values.0.decoder.key')], PAIR)).toThrow('tagger.unknown-captioner');
  });

  test.each([
    ['two that look', [vision, vision]],
    ['an input that nobody knows', [vision, asks('token_type_ids')]],
    ['channels last', [model('v.onnx', [value('pixel_values', [1, 384, 384, 3])], vision.outputs as ValueSignature[]), asks()]],
  ])('%s: not known', (_, models) => expect(() => recognise(models, PAIR)).toThrow('tagger.unknown-captioner'));
});
