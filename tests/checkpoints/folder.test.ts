import { describe, expect, it } from 'vitest';
import type { CheckpointChoices, NamedSource } from '../../src/checkpoints/checkpoint';
import { modelOf } from '../../src/checkpoints/model-of';
import { planImport } from '../../src/checkpoints/import-plan';
import { openCheckpoint } from '../../src/checkpoints/open-checkpoint';
import { weightPath } from '../../src/checkpoints/weight-paths';
import { bytesSource } from '../../src/formats/byte-source';
import { writeSafetensors, readHeader, readTensor, type RawTensor } from '../../src/formats/safetensors';
import { openModel } from '../../src/nets/model';
import { editJson, editTensors, failureOf, memoryFiles, nanoContents, type Contents } from '../nets/nano';

const UNET = 'unet/diffusion_pytorch_model.safetensors';
const INDEX = new TextEncoder().encode('{"_class_name": "StableDiffusionPipeline"}');

const filesOf = (contents: Contents, root = ''): NamedSource[] =>
  [...contents].map(([path, bytes]) => ({ path: root + path, source: bytesSource(bytes) }));

const open = (contents: Contents, choices?: CheckpointChoices) => openCheckpoint(filesOf(contents), choices);

function nano(): Contents {
  return nanoContents().set('model_index.json', INDEX);
}

/** Moves a file. */
function move(contents: Contents, from: string, to: string): Contents {
  contents.set(to, contents.get(from)!);
  contents.delete(from);
  return contents;
}

describe('a diffusers folder', () => {
  it('gives what the folder itself gives', async () => {
    const contents = nano();
    const [direct, checkpoint] = [await openModel(memoryFiles(contents)), await open(contents)];
    const { weights, tokens, ...config } = modelOf(checkpoint);
    expect(config).toEqual({ ...direct, weights: undefined, tokens: undefined });
    expect([tokens.size, tokens.width]).toEqual([direct.tokens.size, direct.tokens.width]);
    for (const component of ['text_encoder', 'unet', 'vae'] as const) {
      const [mine, theirs] = [weights[component], direct.weights[component]].map((map) => new Map([...map].map(([name, { entry }]) => [name, entry])));
      expect(mine).toEqual(theirs);
    }
    expect(checkpoint).toMatchObject({ kind: 'sd1', hasEma: false, prediction: 'epsilon', predictionFrom: 'config', unexpected: [] });
    expect(checkpoint.sources.map(({ path }) => path)).toEqual(['text_encoder/model.safetensors', UNET, 'vae/diffusion_pytorch_model.safetensors']);
  });

  it('is found however deep it lies, the highest first, with or without its index', async () => {
    const other = nano();
    other.delete(UNET);
    const deep = [...filesOf(nano(), 'my models/nano/'), ...filesOf(other, 'my models/nano/old/copy/')];
    expect((await openCheckpoint(deep)).sources[1].path).toBe(`my models/nano/${UNET}`);
    expect((await openCheckpoint(filesOf(nanoContents(), 'a/b/'))).sources).toHaveLength(3);
  });

  it('says so where SD 2.x predicts v, and takes what the person says', async () => {
    const contents = nano();
    editJson(contents, 'text_encoder/config.json', (json) => (json.hidden_act = 'gelu'));
    editJson(contents, 'scheduler/scheduler_config.json', (json) => (json.prediction_type = 'v_prediction'));
    expect(await open(contents)).toMatchObject({ kind: 'sd2', prediction: 'v_prediction', predictionFrom: 'config' });
    const chosen = await open(contents, { prediction: 'epsilon' });
    expect(chosen).toMatchObject({ prediction: 'epsilon', predictionFrom: 'choice' });
    expect(modelOf(chosen).schedule.prediction).toBe('epsilon');
  });

  it('may be without a VAE', async () => {
    const contents = nano();
    for (const path of contents.keys()) if (path.startsWith('vae/')) contents.delete(path);
    const checkpoint = await open(contents);
    expect(checkpoint.weights.vae).toBeUndefined();
    expect(modelOf(checkpoint, await open(nano())).factor).toBe(2);
  });

  it('keeps the tokenizer’s word on padding', async () => {
    const contents = nano().set('tokenizer/special_tokens_map.json', new TextEncoder().encode('{"pad_token": "!"}'));
    expect(modelOf(await open(contents)).pad).toBe(0);
  });

  it('lists what no network asks for and leaves it out; the model opens and is stored without it', async () => {
    const contents = nano();
    const zeros: RawTensor = { dtype: 'F16', shape: [8], bytes: new Uint8Array(16) };
    await editTensors(contents, 'text_encoder/model.safetensors', (tensors) => tensors.set('text_projection.weight', zeros));
    expect((await open(contents)).weights.text_encoder!.has('text_projection.weight')).toBe(false);
    await editTensors(contents, UNET, (tensors) => tensors.set('odd.weight', zeros));
    const checkpoint = await open(contents);
    expect(checkpoint.unexpected).toEqual(['unet/odd.weight']);
    expect(modelOf(checkpoint).weights.unet.has('odd.weight')).toBe(false);
    const [, { tensors }] = planImport(checkpoint, 'f16').files;
    expect(tensors.map(({ name }) => name).toSorted()).toEqual([...(await open(nano())).weights.unet!.keys()].toSorted());
  });

  it('with what makes it another model is refused', async () => {
    const contents = nano();
    const zeros: RawTensor = { dtype: 'F16', shape: [8], bytes: new Uint8Array(16) };
    await editTensors(contents, UNET, (tensors) => tensors.set('add_embedding.linear_1.bias', zeros));
    expect(await failureOf(open(contents))).toMatchObject({ code: 'checkpoint.family', values: { family: 'SDXL' } });
  });

  it.each([UNET, 'unet/config.json', 'text_encoder/config.json', 'scheduler/scheduler_config.json'])('names the missing %s', async (path) => {
    const contents = nano();
    contents.delete(path);
    const { code, values } = await failureOf(open(contents));
    expect(code).toBe('model.file-missing');
    expect(String(values.path).startsWith(path.split('/')[0])).toBe(true);
  });

  it('of another family is told by its pipeline or its tensors', async () => {
    const pipeline = nano().set('model_index.json', new TextEncoder().encode('{"_class_name": "StableDiffusionXLPipeline"}'));
    expect(await failureOf(open(pipeline))).toEqual({ code: 'checkpoint.family', values: { family: 'StableDiffusionXLPipeline' } });
    const inpainting = nano();
    const wide: RawTensor = { dtype: 'F16', shape: [32, 9, 3, 3], bytes: new Uint8Array(2 * 32 * 9 * 9) };
    await editTensors(inpainting, UNET, (tensors) => tensors.set('conv_in.weight', wide));
    expect(await failureOf(open(inpainting))).toMatchObject({ code: 'checkpoint.inpainting' });
  });
});

describe('weights of a network', () => {
  const path = (...names: string[]) => weightPath(names.map((name) => `unet/${name}`), 'unet')?.path.slice('unet/'.length);
  const M = 'diffusion_pytorch_model';

  it('are taken in the best form there is', () => {
    expect(path(`${M}.bin`, `${M}.fp16.safetensors`, `${M}.safetensors`, `${M}.non_ema.safetensors`)).toBe(`${M}.safetensors`);
    expect(path(`${M}.bin`, `${M}.non_ema.safetensors`, `${M}.fp16.safetensors`)).toBe(`${M}.fp16.safetensors`);
    expect(path(`${M}.non_ema.safetensors`, `${M}.ema2.safetensors`)).toBe(`${M}.ema2.safetensors`);
    expect(path(`${M}.fp16.bin`, `${M}.bin`)).toBe(`${M}.bin`);
    expect(path('pytorch_model.bin')).toBe('pytorch_model.bin');
    expect(path(`${M}-00001-of-00002.safetensors`, `${M}.safetensors.index.json`)).toBe(`${M}.safetensors.index.json`);
    expect(path(`${M}.fp16-00001-of-00002.safetensors`, `${M}.safetensors.index.fp16.json`)).toBe(`${M}.safetensors.index.fp16.json`);
  });

  it('are not other files', () => {
    expect(path('flax_model.msgpack', 'model.onnx', 'config.json', `${M}-00001-of-00002.safetensors`, 'optimizer.bin')).toBeUndefined();
    expect(weightPath([`vae/${M}.safetensors`], 'unet')).toBeUndefined();
  });

  it('of a variant alone are read', async () => {
    const contents = move(nano(), UNET, 'unet/diffusion_pytorch_model.fp16.safetensors');
    expect((await open(contents)).weights.unet!.size).toBeGreaterThan(100);
  });

  /** The UNet in two parts and an index. */
  async function sharded(): Promise<Contents> {
    const contents = nano();
    const source = bytesSource(contents.get(UNET)!);
    const parts = [new Map<string, RawTensor>(), new Map<string, RawTensor>()];
    const map: Record<string, string> = {};
    for (const [i, [name, entry]] of [...(await readHeader(source))].entries()) {
      parts[i % 2].set(name, await readTensor(source, entry));
      map[name] = `part-${i % 2}.safetensors`;
    }
    contents.delete(UNET);
    parts.forEach((part, i) => contents.set(`unet/part-${i}.safetensors`, writeSafetensors(part)));
    return contents.set(`${UNET}.index.json`, new TextEncoder().encode(JSON.stringify({ metadata: {}, weight_map: map })));
  }

  it('in parts are found through their index', async () => {
    const checkpoint = await open(await sharded());
    const { entry, source } = checkpoint.weights.unet!.get('conv_in.weight')!;
    const original = nano().get(UNET)!;
    const there = (await readHeader(bytesSource(original))).get('conv_in.weight')!;
    expect((await readTensor(source, entry)).bytes).toEqual(original.slice(there.start, there.end));
    expect(checkpoint.sources.map(({ path: name }) => name)).toEqual([
      'text_encoder/model.safetensors', 'unet/part-0.safetensors', 'unet/part-1.safetensors', 'vae/diffusion_pytorch_model.safetensors',
    ]);
  });

  it('with a part missing or an index that is none are told', async () => {
    const missing = await sharded();
    missing.delete('unet/part-1.safetensors');
    expect(await failureOf(open(missing))).toEqual({ code: 'model.file-missing', values: { path: 'unet/part-1.safetensors' } });
    const broken = (await sharded()).set(`${UNET}.index.json`, new TextEncoder().encode('{"weight_map": 3}'));
    expect(await failureOf(open(broken))).toMatchObject({ code: 'model.config', values: { path: `${UNET}.index.json` } });
  });
});

describe('a VAE’s folder alone', () => {
  const M = 'sd-vae-ft-mse/diffusion_pytorch_model';
  const vae = nano().get('vae/diffusion_pytorch_model.safetensors')!;
  const other = nano().get(UNET)!;
  const files = (contents: Record<string, Uint8Array>): NamedSource[] => filesOf(new Map(Object.entries(contents)));
  const json = new TextEncoder().encode('{}');

  it.each(['bin', 'ckpt', 'pt'])('with .%s and .safetensors of one name gives the latter', async (kind) => {
    const given = { 'sd-vae-ft-mse/config.json': json, [`${M}.${kind}`]: other, [`${M}.safetensors`]: vae };
    const { kind: found, sources } = await openCheckpoint(files(given));
    expect([found, sources.map(({ path }) => path)]).toEqual(['vae', [`${M}.safetensors`]]);
  });

  it('falls back on the other where the .safetensors is none', async () => {
    const given = { [`${M}.bin`]: vae, [`${M}.safetensors`]: new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n') };
    expect((await openCheckpoint(files(given))).sources[0].path).toBe(`${M}.bin`);
  });

  it('with files of different names is several', async () => {
    const given = { 'a/x.safetensors': vae, 'a/y.bin': vae, 'b/x.bin': vae };
    expect(await failureOf(openCheckpoint(files(given)))).toMatchObject({ code: 'checkpoint.several', values: { count: 3 } });
  });
});
