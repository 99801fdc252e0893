/** What is written here: read here bit for bit, read by PyTorch and by loaders with A1111's rules, the same bytes every time. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/formats/byte-source';
import { type WrittenEmbedding } from '../../../src/formats/embeddings/embedding';
import { readEmbeddings } from '../../../src/formats/embeddings/read';
import { distinctFileNames, safeFileName } from '../../../src/formats/embeddings/safe-name';
import { writeEmbedding, type CardParts, type ExportForm } from '../../../src/formats/embeddings/write';
import { openZip } from '../../../src/formats/zip-read';
import { writeStoredZip } from '../../../src/formats/zip-write';
import { readZipEntry } from '../../../src/formats/zip-entry';
import { boxPainter, expectWord, gradient, hexOf, sdxlWord, toWritten, vectorsOf, word } from './words';

const PYTHON = '/usr/bin/python3';
const folder = mkdtempSync(join(tmpdir(), 'ours-'));
afterAll(() => rmSync(folder, { recursive: true }));

const card = (look: CardParts['look'] = 'a1111'): CardParts => ({ look, painter: boxPainter, picture: gradient(96, 128) });
const write = (one: WrittenEmbedding, form: ExportForm): Promise<Uint8Array<ArrayBuffer>> =>
  form === 'png' ? writeEmbedding(one, form, card()) : writeEmbedding(one, form);
const FORMS: ExportForm[] = ['pt', 'safetensors', 'bin', 'png'];

const words: [string, WrittenEmbedding][] = [
  ['SD 1', word()],
  ['SD 2, one vector, nothing known', word({ name: '一只猫 ñandú 😀', ...vectorsOf(1, 1024), step: null, modelName: null, modelHash: null })],
  ['SDXL', sdxlWord()],
  ['another width', word({ name: 'x', ...vectorsOf(5, 32), step: 0 })],
  ['a word that is markup', word({ name: '<img src=x onerror="a()">/../\u202e\\"', ...vectorsOf(1, 32) })],
  ['not numbers', word({ vectors: new Float32Array([NaN, Infinity, -Infinity, 0, -0, 1]), count: 2, width: 3 })],
];

/** What the form has no room for: see write-torch.ts and card-json.ts. */
const room = (one: WrittenEmbedding, form: ExportForm): 'all' | 'name' | 'vectors' => {
  if (form === 'safetensors') return 'all';
  if (one.clipG) return form === 'png' ? 'name' : 'vectors';
  return form === 'bin' ? 'name' : 'all';
};

describe.each(words)('%s', (_, one) => {
  it.each(FORMS)('as %s comes back to the bit, and is written as the same bytes again', async (form) => {
    const bytes = await write(one, form);
    const found = await readEmbeddings({ name: 'file.x', content: bytes });
    expect(found).toHaveLength(1);
    expectWord(found[0], one, room(one, form));
    expect(Buffer.compare(await write(one, form), bytes)).toBe(0);
    if (room(one, form) === 'all') expect(Buffer.compare(await write(toWritten(found[0]), form), bytes)).toBe(0);
  });
});

describe('PyTorch', () => {
  interface Tensor { shape: number[]; hex: string }
  interface Safetensors { metadata: Record<string, string>; tensors: Record<string, Tensor> }

  async function inPython(one: WrittenEmbedding, form: ExportForm, name: string): Promise<unknown[]> {
    const path = join(folder, name);
    writeFileSync(path, await write(one, form));
    return (JSON.parse(execFileSync(PYTHON, ['tests/reference/embeddings.py', 'read', path], { encoding: 'utf8', maxBuffer: 2 ** 28 })) as unknown[][])[0];
  }
  const tensor = ({ vectors, count, width }: { vectors: Float32Array; count: number; width: number }): Tensor => ({ shape: [count, width], hex: hexOf(vectors) });

  it('is there', () => {
    if (spawnSync(PYTHON, ['-c', 'import torch']).status !== 0) throw new Error('PyTorch is missing: apt-get install python3-torch');
  });

  it('and a restricted loader read .pt: the dictionary, for SDXL both tensors and nothing else', async () => {
    const sd1 = word();
    const expected = { string_to_token: { '*': 265 }, string_to_param: { '*': tensor(sd1) }, name: 'cat toy', step: 120, sd_checkpoint: '0123456789', sd_checkpoint_name: 'model' };
    expect(await inPython(sd1, 'pt', 'a.pt')).toEqual([expected, expected, expected]);
    const sdxl = { clip_l: tensor(sdxlWord()), clip_g: tensor(sdxlWord().clipG!) };
    expect(await inPython(sdxlWord(), 'pt', 'b.pt')).toEqual([sdxl, sdxl, sdxl]);
  }, 120_000);

  it('and a restricted loader read .bin: the word and its vectors, a single one without its second dimension', async () => {
    const many = { '<a>': tensor(word({ name: '<a>' })) };
    expect(await inPython(word({ name: '<a>' }), 'bin', 'a.bin')).toEqual([many, many, many]);
    const single = word({ name: 'ñ', ...vectorsOf(1, 768) });
    const one = { ñ: { shape: [768], hex: hexOf(single.vectors) } };
    expect(await inPython(single, 'bin', 'b.bin')).toEqual([one, one, one]);
  }, 120_000);

  it('less reader of safetensors finds tensors, names and the hash of the data', async () => {
    const [sd1] = await inPython(word(), 'safetensors', 'a.safetensors') as Safetensors[];
    expect(sd1.tensors).toEqual({ emb_params: tensor(word()) });
    const hash = (...parts: Float32Array[]): string => `0x${parts.reduce((sum, part) => sum.update(Buffer.from(part.buffer)), createHash('sha256')).digest('hex')}`;
    expect(sd1.metadata).toEqual({
      format: 'pt', name: 'cat toy', step: '120', vectors: '2', sd_checkpoint: '0123456789', sd_checkpoint_name: 'model',
      'modelspec.sai_model_spec': '1.0.0', 'modelspec.architecture': 'stable-diffusion-v1/textual-inversion',
      'modelspec.implementation': 'https://github.com/Stability-AI/generative-models',
      'modelspec.title': 'cat toy', 'modelspec.trigger_phrase': 'cat toy', 'modelspec.hash_sha256': hash(word().vectors),
    });
    const [sdxl] = await inPython(sdxlWord(), 'safetensors', 'b.safetensors') as Safetensors[];
    expect(sdxl.tensors).toEqual({ clip_l: tensor(sdxlWord()), clip_g: tensor(sdxlWord().clipG!) });
    expect(sdxl.metadata).toMatchObject({ 'modelspec.architecture': 'stable-diffusion-xl-v1-base/textual-inversion', 'modelspec.hash_sha256': hash(sdxlWord().vectors, sdxlWord().clipG!.vectors) });
    const [other] = await inPython(word({ ...vectorsOf(1, 32), step: null, modelName: null, modelHash: null }), 'safetensors', 'c.safetensors') as Safetensors[];
    expect(other.metadata).toEqual({ format: 'pt', name: 'cat toy', vectors: '1' });
  }, 120_000);
});

describe('file names', () => {
  it.each([
    ['cat toy', 'cat toy'],
    ['一只猫', '一只猫'],
    ['café', 'café'],
    ['<b>../..\\x/y:*?"|', 'b....xy'],
    ['a\u202egnp.exe\u200f', 'agnp.exe'],
    ['...hidden', 'hidden'],
    ['end. . ', 'end'],
    ['CON', '_CON'],
    ['lpt1.txt', '_lpt1.txt'],
    ['console', 'console'],
    ['\0\n\t', 'embedding'],
    ['', 'embedding'],
    ['😀', 'embedding'],
    ['長'.repeat(300), '長'.repeat(66)],
  ])('of %j: %j', (name, expected) => {
    expect(safeFileName(name)).toBe(expected);
  });

  it('have no dot where they have no ending', () => {
    expect(distinctFileNames([['a', ''], ['A', '']])).toEqual(['a', 'A (2)']);
  });

  it('differ, whatever their capitals', () => {
    expect(distinctFileNames([['a', 'pt'], ['A', 'pt'], ['a', 'bin'], ['a', 'pt'], ['a (2)', 'pt']])).toEqual(['a.pt', 'A (2).pt', 'a.bin', 'a (3).pt', 'a (2) (2).pt']);
  });
});

describe('an archive', () => {
  interface WordFile {
    stem: string;
    ending: string;
    bytes: Uint8Array<ArrayBuffer>;
  }
  const zipOf = (files: readonly WordFile[]): Uint8Array<ArrayBuffer> => {
    const names = distinctFileNames(files.map(({ stem, ending }) => [stem, ending]));
    return writeStoredZip(files.map(({ bytes }, i) => ({ name: names[i], bytes })));
  };
  const files = async (): Promise<WordFile[]> => Promise.all((['猫', 'a/b', 'ab'] as const).flatMap((name) =>
    (['pt', 'png'] as const).map(async (form) => ({ stem: safeFileName(name), ending: form, bytes: await write(word({ name, ...vectorsOf(1, 32) }), form) }))));

  it('holds every file under a name of its own, and is the same bytes every time', async () => {
    const archive = zipOf(await files());
    const source = bytesSource(archive);
    const entries = await openZip(source);
    expect([...entries.keys()]).toEqual(['猫.pt', '猫.png', 'ab.pt', 'ab.png', 'ab (2).pt', 'ab (2).png']);
    for (const [i, entry] of [...entries.values()].entries()) {
      expect(Buffer.compare(await readZipEntry(source, entry, 1_000_000), (await files())[i].bytes)).toBe(0);
    }
    expect(Buffer.compare(zipOf(await files()), archive)).toBe(0);
  });

  it('is read by Python, names included', async () => {
    const path = join(folder, 'a.zip');
    writeFileSync(path, zipOf(await files()));
    const script = 'import json, sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(json.dumps([z.namelist(), z.testzip()]))';
    expect(JSON.parse(execFileSync(PYTHON, ['-c', script, path], { encoding: 'utf8' }))).toEqual([['猫.pt', '猫.png', 'ab.pt', 'ab.png', 'ab (2).pt', 'ab (2).png'], null]);
  });
});
