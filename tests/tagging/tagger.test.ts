/** Taggers from files to captions, by ONNX Runtime's WebAssembly: what the worker does, without the worker. */
import '../store/fake-browser';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as ort from 'onnxruntime-web/webgpu';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { database, keysOf } from '../../src/store/database';
import { listTaggers, removeTagger } from '../../src/store/taggers';
import { rasterOf } from '../../src/tagging/raster';
import { captionOf, SENTENCE_DEFAULTS, type Reading } from '../../src/tagging/reading';
import { DEEPDANBOORU_DEFAULTS, WD14_DEFAULTS } from '../../src/tagging/tag-options';
import { configured } from '../../workers/onnx/runtime';
import { createTagger } from '../../workers/tagger/tagger';
import type { LookOptions, TaggerApi } from '../../workers/tagger-api';
import { decoderModel, deepDanbooruModel, DEEPDANBOORU_TAGS, unknownModel, visionModel, VOCABULARY, wd14Model, WD14_CSV } from './models.mjs';

type Colour = [number, number, number];
const [RED, BLUE, PURPLE]: Colour[] = [[250, 0, 0], [0, 0, 255], [200, 0, 220]];

/** A picture in these tests is its width, height and colour. */
const picture = (colour: Colour, width = 60, height = 40): Blob => new Blob([JSON.stringify({ colour, width, height })]);

function newTagger(): TaggerApi {
  return createTagger({
    runtime: async () => ort,
    place: async () => 'wasm',
    async withPicture(blob, _, use) {
      const { colour, width, height } = JSON.parse(await blob.text()) as { colour: Colour; width: number; height: number };
      return use(rasterOf(Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3]), { width, height }));
    },
  });
}

const tagger = newTagger();
const LOOK: LookOptions = { place: 'auto', least: 0.1, sentence: SENTENCE_DEFAULTS };
const file = (path: string, content: Uint8Array | string) => ({ path, file: new File([content as BlobPart], path) });
const add = (...files: ReturnType<typeof file>[]) => tagger.add({ kind: 'files', files }, () => true);
const addPair = (...pair: ReturnType<typeof file>[]) => add(...(pair.length ? pair : [file('vision_model.onnx', visionModel(16)), file('text_decoder_model.onnx', decoderModel())]), file('vocab.txt', VOCABULARY));
const read = async (id: string, colour: Colour, options: Partial<LookOptions> = {}): Promise<Reading> => (await tagger.look(id, picture(colour), 'p.png', { ...LOOK, ...options })).reading;

beforeAll(() => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm'));
  configured(ort, wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) as ArrayBuffer);
});

afterEach(async () => {
  for (const { id } of await listTaggers()) await removeTagger(id);
});

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe('WD14', () => {
  test('blue, green, red from 0 to 255, in a white square of the model’s size', async () => {
    const told: number[] = [];
    const [model, list] = [file('wd/model.onnx', wd14Model(48)), file('wd/selected_tags.csv', WD14_CSV)];
    const { id, name, bytes, plan } = await tagger.add({ kind: 'files', files: [model, list] }, (done, total) => told.push(done / total) > 0);
    expect(name).toBe('wd');
    expect(plan).toMatchObject({ family: 'wd14', size: { width: 48, height: 48 } });
    expect(bytes).toBe(model.file.size + list.file.size);
    expect(told.at(-1)).toBe(1);
    const reading = await read(id, RED);
    // 60 × 40 in 60 × 60: a third is white.
    const scores = new Map(reading.kind === 'tags' ? reading.tags.map((tag) => [tag.name, tag.score]) : []);
    expect(scores.get('red_thing')).toBeCloseTo(sigmoid((250 * 2 + 255) / 3 / 32 - 4), 3);
    expect(scores.get('blue_thing')).toBeCloseTo(sigmoid(255 / 3 / 32 - 4), 2);
    expect(scores.get('crimson_fox')).toBeCloseTo(sigmoid((250 * 2 + 255) / 3 / 4 - 60), 2);
    expect(captionOf(reading, { ...WD14_DEFAULTS, ranks: false })).toBe('red thing, crimson fox, ^_^');
    expect(captionOf(await read(id, PURPLE), WD14_DEFAULTS)).toBe('blue thing, red thing, ^_^');
  });

  test('of its real size', async () => {
    const { id } = await add(file('model.onnx', wd14Model()), file('selected_tags.csv', WD14_CSV));
    expect(captionOf(await read(id, BLUE), WD14_DEFAULTS)).toBe('blue thing, ^_^');
  });
});

test('DeepDanbooru: red, green, blue from 0 to 1, edges filled, no rating', async () => {
  const list = file('tags.txt', DEEPDANBOORU_TAGS);
  const { id } = await add(file('deepdanbooru.onnx', deepDanbooruModel(64)), list);
  const reading = await read(id, PURPLE, { least: 0 });
  // Filled with its own edge, so the mean is the colour itself.
  const at = (value: number): number => expect.closeTo(sigmoid((value / 255) * 8 - 4), 4) as number;
  expect(reading.kind === 'tags' && reading.tags.map(({ score }) => score)).toEqual([at(200), at(0), at(220), at(255)]);
  expect(captionOf(reading, DEEPDANBOORU_DEFAULTS)).toBe('blue \\(colour\\), red');
  const real = await add(file('deepdanbooru.onnx', deepDanbooruModel()), list);
  expect(real.plan).toMatchObject({ family: 'deepdanbooru', size: { width: 512, height: 512 } });
  expect(captionOf(await read(real.id, RED), DEEPDANBOORU_DEFAULTS)).toBe('red');
});

describe('BLIP', () => {
  const short = { sentence: { ...SENTENCE_DEFAULTS, minLength: 0 } };

  test('a sentence that depends on the picture, without the words it began with', async () => {
    const { id, name, plan } = await addPair();
    expect(name).toBe('BLIP');
    expect(plan).toMatchObject({ family: 'blip', size: { width: 16, height: 16 } });
    expect(await read(id, RED, short)).toEqual({ kind: 'sentence', text: 'red things' });
    expect(await read(id, BLUE, short)).toEqual({ kind: 'sentence', text: 'blue things' });
    expect(await read(id, BLUE, { sentence: { prompt: '', minLength: 0, maxLength: 48 } })).toEqual({ kind: 'sentence', text: 'a blue things' });
  });

  test('24 tokens at least and 48 at most, as A1111 has it', async () => {
    const { id } = await addPair();
    const reading = await read(id, RED);
    // [DEC] a picture of red thing ##s, then and more thing ##s until 24 tokens are there.
    expect(reading.kind === 'sentence' && reading.text).toBe(`red things${' and more things'.repeat(5)}`);
    const long = await read(id, RED, { sentence: { ...SENTENCE_DEFAULTS, minLength: 99 } });
    expect(long.kind === 'sentence' && long.text).toBe(`red things${' and more things'.repeat(10)} and`);
  });

  test.each([
    ['no masks', []],
    ['merged, with memories of no length', ['attention_mask', 'use_cache_branch', 'past_key_values.0.decoder.key', 'past_key_values.0.encoder.value']],
  ])('%s', async (_, extra) => {
    const { id } = await addPair(file('encoder_model.onnx', visionModel(16)), file('decoder_model_merged.onnx', decoderModel(extra)));
    expect(await read(id, BLUE, short)).toEqual({ kind: 'sentence', text: 'blue things' });
  });
});

describe('what is refused leaves nothing behind', () => {
  const CSV = file('selected_tags.csv', WD14_CSV);
  test.each([
    ['an unknown model, told with what it is', [file('m.onnx', unknownModel()), CSV], 'tagger.unknown-tagger', /m\.onnx: image: float32 \[1, 3, height, width\] → mask: float32 \[1, 3, height, width\]/],
    ['an unknown pair', [file('a.onnx', unknownModel()), file('b.onnx', visionModel(16)), file('vocab.txt', VOCABULARY)], 'tagger.unknown-captioner', /pixel_values/],
    ['no model at all', [file('m.onnx', 'hello'), CSV], 'onnx.broken', /protobuf/],
    ['a model cut short', [file('m.onnx', wd14Model(48).subarray(0, 150)), CSV], 'onnx.broken', /m\.onnx/],
    ['an empty file', [file('m.onnx', ''), CSV], 'onnx.broken', /m\.onnx/],
    ['another model’s list', [file('m.onnx', wd14Model(48)), file('tags.txt', DEEPDANBOORU_TAGS)], 'tagger.tag-count', /"tags":4,"scores":6/],
    ['a list that is none', [file('m.onnx', wd14Model(48)), file('selected_tags.csv', 'hello')], 'tagger.tag-list', /selected_tags/],
    ['another vocabulary', [file('v.onnx', visionModel(16)), file('d.onnx', decoderModel()), file('vocab.txt', 'hello')], 'tagger.vocabulary', /vocab/],
    ['no list', [file('m.onnx', wd14Model(48))], 'tagger.no-list', /m\.onnx/],
  ])('%s', async (_, files, code, words) => {
    const refused = add(...files);
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(words);
    expect(await keysOf(database('taggers'))).toEqual([]);
  });

  test('cancelled while it is copied', async () => {
    const adding = tagger.add({ kind: 'files', files: [file('m.onnx', wd14Model(48)), CSV] }, () => false);
    await expect(adding).rejects.toMatchObject({ code: 'tagger.cancelled' });
    expect(await keysOf(database('taggers'))).toEqual([]);
  });

});

test('answers that are no scores are not written', async () => {
  const { id } = await add(file('m.onnx', wd14Model(16, 'Neg')), file('selected_tags.csv', WD14_CSV));
  await expect(read(id, RED)).rejects.toMatchObject({ code: 'tagger.scores', values: { lowest: '-9' } });
});

test('a tagger that is gone is said, and the next one works', async () => {
  const { id } = await addPair();
  await expect(read('gone', RED)).rejects.toMatchObject({ code: 'tagger.not-found' });
  expect(await read(id, RED)).toMatchObject({ kind: 'sentence' });
});
