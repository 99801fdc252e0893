/** Files of other programs: made by PyTorch in their forms, by A1111 itself, and from the wild. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/formats/byte-source';
import { type FoundEmbedding } from '../../../src/formats/embeddings/found';
import { mergePairs } from '../../../src/formats/embeddings/pairs';
import { readEmbeddings } from '../../../src/formats/embeddings/read';
import { writeSafetensors, type RawTensor } from '../../../src/formats/safetensors';
import { hexOf } from './words';

const PYTHON = '/usr/bin/python3';
const WILD = new URL('../../../../shared/fixtures/real/', import.meta.url);
const A1111 = new URL('../../fixtures/a1111/', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'theirs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytesOf = (path: string | URL): Uint8Array => new Uint8Array(readFileSync(path));
const read = (name: string, content: Uint8Array): Promise<FoundEmbedding[]> => readEmbeddings({ name, content });

interface Shown {
  shape: number[];
  hex: string;
}

interface Made extends Partial<Pick<FoundEmbedding, 'step' | 'modelName' | 'modelHash' | 'ignored'>> {
  name: string;
  form: string;
  word: string;
  family: string;
  main: Shown;
  clipG: Shown | null;
}

const sizeOf = ({ shape }: Shown): number[] => (shape.length === 1 ? [1, shape[0]] : shape);

describe('files of PyTorch', () => {
  it('in 37 files are read to the bit, with what is known beside the vectors', async () => {
    if (spawnSync(PYTHON, ['-c', 'import torch']).status !== 0) throw new Error('PyTorch is missing: apt-get install python3-torch');
    const made = JSON.parse(execFileSync(PYTHON, ['tests/reference/embeddings.py', 'write', folder], { encoding: 'utf8', maxBuffer: 2 ** 28 })) as Made[];
    expect(made.length).toBe(37);
    for (const { name, form, word, family, main, clipG, step, modelName, modelHash, ignored = [] } of made) {
      const found = await read(name, bytesOf(join(folder, name)));
      expect(found, name).toHaveLength(1);
      const [one] = found;
      expect({ name, word: one.name, form: one.form, family: one.family, ignored: one.ignored, step: one.step, modelName: one.modelName, modelHash: one.modelHash })
        .toEqual({ name, word, form, family, ignored, step, modelName, modelHash });
      expect([name, one.count, one.width]).toEqual([name, ...sizeOf(main)]);
      expect(hexOf(one.vectors) === main.hex, name).toBe(true);
      expect(clipG ? [one.clipG?.count, one.clipG?.width] : one.clipG, name).toEqual(clipG ? sizeOf(clipG) : undefined);
      if (clipG) expect(hexOf(one.clipG!.vectors) === clipG.hex, name).toBe(true);
    }
    const containers = await Promise.all(['a1111-float32.pt', 'a1111-float32-legacy.pt', 'sdxl.safetensors'].map(async (name) => (await read(name, bytesOf(join(folder, name))))[0].container));
    expect(containers).toEqual(['torch-zip', 'torch-legacy', 'safetensors']);
  });
});

describe('files of A1111', () => {
  it.each(['test-emb.pt', 'legacy.pt', 'min_stored.pt', 'min_defl.pt', 'test-emb.png'])('%s holds its two vectors', async (name) => {
    const [found] = await read(name, bytesOf(new URL(name, A1111)));
    expect(found).toMatchObject({ name: 'test-emb', form: 'a1111', family: 'sd1', count: 2, width: 768, step: 99, modelName: 'model', modelHash: '0123456789' });
    const expected = Float32Array.from({ length: 1536 }, (_, i) => Math.sin(Math.fround(Math.fround(Math.fround(i) * Math.fround(0.0137)) - Math.fround(5.1))) * 0.05);
    // sines differ by a rounding; all five files agree with each other to the bit
    found.vectors.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-6));
    expect(hexOf(found.vectors)).toBe(hexOf((await read('', bytesOf(new URL('min_stored.pt', A1111))))[0].vectors));
  });

  it('a name of letters beyond ASCII, and nothing known of step and model', async () => {
    const [found] = await read('x.pt', bytesOf(new URL('hand.pt', A1111)));
    expect(found.name).toBe('héllo');
    expect([found.step, found.modelName, found.modelHash]).toEqual([undefined, undefined, undefined]);
  });
});

describe.runIf(existsSync(WILD))('files from the wild', () => {
  it.each([
    ['a1111-8-vectors.pt', { name: 'gasai yuno', form: 'a1111', family: 'sd1', count: 8, width: 768, step: 1000 }],
    ['aivazovsky.pt', { name: 'aivazovsky', form: 'tensor', family: 'sd1', count: 1, width: 768 }],
    ['sac_8plus.pt', { name: 'sac_8plus', form: 'tensor', family: 'sd1', count: 1, width: 768 }],
    ['sdxl-script.pt', { name: 'sdxl-script', form: 'pair', family: 'sdxl', count: 1, width: 768 }],
  ])('%s', async (name, expected) => {
    const [found, ...others] = await read(name, bytesOf(new URL(name, WILD)));
    expect(others).toEqual([]);
    expect(found).toMatchObject(expected);
    expect(found.vectors.every(Number.isFinite) && found.vectors.some((value) => value !== 0)).toBe(true);
    expect(found.clipG?.width).toBe(expected.form === 'pair' ? 1280 : undefined);
  });
});

const f32 = (...shape: number[]): RawTensor => {
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i);
  return { dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) };
};
const safetensors = (tensors: Record<string, RawTensor>): Uint8Array => writeSafetensors(new Map(Object.entries(tensors)));

describe('several words', () => {
  it('of one file each keep their name', async () => {
    const found = await read('many.safetensors', safetensors({ '<a>': f32(768), '<b>': f32(2, 768), c: f32(1024) }));
    expect(found.map(({ name, family, count }) => [name, family, count])).toEqual([['<a>', 'sd1', 1], ['<b>', 'sd1', 2], ['c', 'sd2', 1]]);
  });

  it('bundled in a LoRA are all found, the LoRA itself is not', async () => {
    const file = safetensors({ 'lora.alpha': f32(1), 'bundle_emb.a.b.string_to_param.*': f32(1, 768), 'bundle_emb.c.clip_l': f32(1, 768), 'bundle_emb.c.clip_g': f32(1, 1280) });
    const found = await read('lora.safetensors', file);
    expect(found.map(({ name, family, form }) => [name, family, form])).toEqual([['a.b', 'sd1', 'bundle'], ['c', 'sdxl', 'bundle']]);
  });

  it('of diffusers for SDXL, a file for each text encoder, become one', async () => {
    const [first] = await read('learned_embeds.safetensors', safetensors({ '<toy>': f32(3, 768) }));
    const [second] = await read('learned_embeds_2.safetensors', safetensors({ '<toy>': f32(3, 1280) }));
    const [other] = await read('other.safetensors', safetensors({ '<other>': f32(3, 1280) }));
    for (const order of [[first, second, other], [second, other, first]]) {
      const merged = mergePairs(order);
      expect(merged.map(({ name, family }) => [name, family]).sort()).toEqual([['<other>', 'unknown'], ['<toy>', 'sdxl']]);
      expect(merged.find(({ name }) => name === '<toy>')).toMatchObject({ form: 'pair', width: 768, clipG: { width: 1280, count: 3 } });
    }
    expect(mergePairs([first, first])).toEqual([first, first]);
  });
});

describe('what is no embedding', () => {
  it.each([
    ['a model', { 'a.weight': f32(4, 768), 'b.weight': f32(320, 4, 3, 3) }, 'embedding.none'],
    ['a LoRA without words', { 'lora_te.lora_down.weight': f32(4, 768), 'lora_te.lora_up.weight': f32(768, 4) }, 'embedding.none'],
    ['no tensor at all', {}, 'embedding.none'],
    ['three dimensions', { emb_params: f32(2, 3, 768) }, 'embedding.shape'],
    ['no vector', { emb_params: f32(0, 768) }, 'embedding.shape'],
    ['halves of two numbers of vectors', { clip_l: f32(2, 768), clip_g: f32(3, 1280) }, 'embedding.shape'],
    ['whole numbers', { emb_params: { dtype: 'I32', shape: [1, 768], bytes: new Uint8Array(3072) } }, 'embedding.dtype'],
  ] satisfies [string, Record<string, RawTensor>, string][])('%s', async (_, tensors, code) => {
    await expect(read('x.safetensors', safetensors(tensors))).rejects.toMatchObject({ code });
  });

  it.each([
    ['nothing', new Uint8Array(0), 'tensor-file.empty'],
    ['a web page', new TextEncoder().encode('<!doctype html><html>'), 'tensor-file.web-page'],
    ['a picture that nobody decodes', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'embedding.picture'],
  ])('%s', async (_, content, code) => {
    await expect(read('x', content)).rejects.toMatchObject({ code });
    await expect(readEmbeddings({ name: 'x', content: bytesSource(content) })).rejects.toMatchObject({ code });
  });
});
