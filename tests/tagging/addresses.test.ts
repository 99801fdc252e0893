/** Taggers by address: which files of a repository are taken, and what is looked for beside a model. */
import { afterEach, describe, expect, test } from 'vitest';
import { sortFiles } from '../../src/tagging/files';
import { chooseAmong, companionsOf } from '../../src/tagging/remote-files';
import { openTaggerAddress } from '../../workers/tagger/addresses';
import { hostFiles, type Host } from '../checkpoints/file-host';
import { DEEPDANBOORU_TAGS, VOCABULARY, WD14_CSV } from './models.mjs';

const XENOVA = ['config.json', 'onnx/vision_model.onnx', 'onnx/vision_model_quantized.onnx', 'onnx/text_decoder_model.onnx', 'onnx/text_decoder_model_quantized.onnx', 'tokenizer.json', 'vocab.txt'];

describe('of a repository', () => {
  test.each([
    [['README.md', 'model.onnx', 'model.safetensors', 'selected_tags.csv'], ['model.onnx', 'selected_tags.csv']],
    [['deepdanbooru.onnx', 'tags.txt'], ['deepdanbooru.onnx', 'tags.txt']],
    [XENOVA, ['onnx/vision_model.onnx', 'onnx/text_decoder_model.onnx', 'tokenizer.json']],
    [XENOVA.filter((path) => !/model\.onnx/.test(path)), ['onnx/vision_model_quantized.onnx', 'onnx/text_decoder_model_quantized.onnx', 'tokenizer.json']],
    [['encoder_model.onnx', 'decoder_model.onnx', 'decoder_model_merged.onnx', 'vocab.txt'], ['encoder_model.onnx', 'decoder_model_merged.onnx', 'vocab.txt']],
  ])('%j', (listed, taken) => expect(chooseAmong(listed)).toEqual(taken));

  test('what holds none is refused with what it holds', () => {
    expect(() => sortFiles(chooseAmong(['a.safetensors', 'b.txt']))).toThrow('a.safetensors, b.txt');
  });
});

test('the decoder beside a vision model has its precision', () => {
  expect(companionsOf('vision_model_fp16.onnx')[0]).toContain('text_decoder_model_fp16.onnx');
  expect(companionsOf('wd.onnx')).toEqual([['selected_tags.csv', 'tags.txt']]);
});

describe('from a server', () => {
  let host: Host | undefined;
  afterEach(() => host?.close());
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  async function openAt(path: string, files: Record<string, Uint8Array>) {
    host = await hostFiles(files, { ranges: true });
    const { name, files: found } = await openTaggerAddress(new URL(path, host.url).href, { own: new URL(host.url).origin });
    const read = await Promise.all(found.map(async ({ path: at, bytes: size, pieces }) => {
      let got = 0;
      for await (const piece of pieces) got += piece.length;
      return [at, size, got];
    }));
    return { name, read };
  }

  test('a model and the list beside it', async () => {
    const files = { '/wd/model.onnx': new Uint8Array(300_000), '/wd/tags.txt': bytes(DEEPDANBOORU_TAGS) };
    const { length } = files['/wd/tags.txt'];
    expect(await openAt('/wd/model.onnx', files)).toEqual({ name: 'wd', read: [['model.onnx', 300_000, 300_000], ['tags.txt', length, length]] });
  });

  test('a captioner of two models, its words a folder up', async () => {
    const files = { '/blip/onnx/vision_model.onnx': new Uint8Array(10), '/blip/onnx/text_decoder_model.onnx': new Uint8Array(20), '/blip/vocab.txt': bytes(VOCABULARY) };
    const { name, read } = await openAt('/blip/onnx/vision_model.onnx', files);
    expect(name).toBe('blip');
    expect(read.map(([path, size]) => [path, size])).toEqual([['vision_model.onnx', 10], ['text_decoder_model.onnx', 20], ['vocab.txt', VOCABULARY.length]]);
  });

  test.each([
    ['a model without a list', '/wd/model.onnx', { '/wd/model.onnx': new Uint8Array(10) }, 'tagger.no-list'],
    ['nothing there', '/wd/model.onnx', { '/wd/selected_tags.csv': bytes(WD14_CSV) }, 'url.missing'],
    ['another kind of file', '/wd/model.pt', { '/wd/model.pt': new Uint8Array(10) }, 'tagger.url'],
  ])('%s', async (_, path, files, code) => expect(openAt(path, files as Record<string, Uint8Array>)).rejects.toMatchObject({ code }));
});
