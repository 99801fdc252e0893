import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../src/formats/byte-source';
import { halfToFloat } from '../../src/formats/half';
import { readHeader } from '../../src/formats/safetensors';
import { allWeights } from '../../src/nets/inventory';
import { openModel } from '../../src/nets/model';
import { COMPONENTS } from '../../src/nets/scope';
import { weightsPath } from '../../src/nets/model-files';
import { editJson, editTensors, failureOf, memoryFiles, nanoContents, type Contents } from './nano';

const UNET = 'unet/diffusion_pytorch_model.safetensors';
const VAE = 'vae/diffusion_pytorch_model.safetensors';
const TEXT = 'text_encoder/model.safetensors';

const open = (contents: Contents) => openModel(memoryFiles(contents));
const zeros = (...shape: number[]) => ({ dtype: 'F16' as const, shape, bytes: new Uint8Array(2 * shape.reduce((a, b) => a * b, 1)) });

describe('a whole folder', () => {
  it('holds exactly the tensors that the networks ask for', async () => {
    const files = memoryFiles(nanoContents());
    const present: string[] = [];
    for (const component of COMPONENTS) {
      const header = await readHeader(files.open(weightsPath(files, component)));
      present.push(...[...header.keys()].map((name) => `${component}/${name}`));
    }
    expect([...allWeights(await openModel(files)).keys()].sort()).toEqual(present.sort());
  });

  it('opens', async () => {
    const model = await open(nanoContents());
    expect(model).toMatchObject({ pad: 49407, factor: 2, skip: 1 });
  });

  it('reads rows of the token table by id', async () => {
    const contents = nanoContents();
    const { tokens } = await open(contents);
    const header = await readHeader(bytesSource(contents.get(TEXT)!));
    const { start } = header.get('text_model.embeddings.token_embedding.weight')!;
    const row = (id: number) => halfToFloat(new Uint16Array(contents.get(TEXT)!.slice(start + id * 64, start + (id + 1) * 64).buffer));
    expect(tokens.width).toBe(32);
    expect(await tokens.rows([49407, 320, 49407])).toEqual(Float32Array.from([...row(49407), ...row(320), ...row(49407)]));
    expect(await failureOf(tokens.rows([49408]))).toMatchObject({ code: 'internal' });
  });
});

describe('padding token', () => {
  it('is 0 for OpenCLIP’s activation, and what the tokenizer says where it says something', async () => {
    const contents = nanoContents();
    editJson(contents, 'text_encoder/config.json', (json) => (json.hidden_act = 'gelu'));
    expect((await open(contents)).pad).toBe(0);
    contents.set('tokenizer/special_tokens_map.json', new TextEncoder().encode('{"pad_token": {"content": "<|endoftext|>"}}'));
    expect((await open(contents)).pad).toBe(49407);
  });
});

describe('a folder with something wrong', () => {
  it.each(['unet/config.json', UNET, VAE, 'scheduler/scheduler_config.json'])('names the missing file %s', async (path) => {
    const contents = nanoContents();
    contents.delete(path);
    expect(await failureOf(open(contents))).toEqual({ code: 'model.file-missing', values: { path } });
  });

  it('names missing tensors, the first few of many', async () => {
    const contents = nanoContents();
    await editTensors(contents, VAE, (tensors) => [...tensors.keys()].filter((name) => name.startsWith('decoder.up')).forEach((name) => tensors.delete(name)));
    const { code, values } = await failureOf(open(contents));
    expect(code).toBe('model.tensor-missing');
    expect(values.count).toBeGreaterThan(20);
    expect(String(values.name)).toMatch(/^(vae\/decoder\.up_blocks\.\S+, ){5}…$/);
  });

  it('names a missing tensor', async () => {
    const contents = nanoContents();
    await editTensors(contents, UNET, (tensors) => tensors.delete('mid_block.resnets.1.conv2.bias'));
    expect(await failureOf(open(contents))).toEqual({ code: 'model.tensor-missing', values: { name: 'unet/mid_block.resnets.1.conv2.bias', count: 1 } });
  });

  it('names extra tensors', async () => {
    const contents = nanoContents();
    await editTensors(contents, UNET, (tensors) => tensors.set('add_embedding.linear_1.bias', zeros(8)));
    expect(await failureOf(open(contents))).toEqual({ code: 'model.tensor-extra', values: { names: 'unet/add_embedding.linear_1.bias', count: 1 } });
  });

  it('names a tensor of another shape, with both shapes as the file would have them', async () => {
    const contents = nanoContents();
    await editTensors(contents, VAE, (tensors) => tensors.set('encoder.conv_in.weight', zeros(16, 4, 3, 3)));
    expect(await failureOf(open(contents))).toEqual({
      code: 'model.tensor-shape',
      values: { name: 'vae/encoder.conv_in.weight', expected: '[16, 3, 3, 3]', found: '[16, 4, 3, 3]' },
    });
  });

  it('refuses numbers of another kind', async () => {
    const contents = nanoContents();
    await editTensors(contents, UNET, (tensors) => {
      tensors.set('conv_in.bias', { dtype: 'I64', shape: [32], bytes: new Uint8Array(256) });
    });
    expect(await failureOf(open(contents))).toEqual({ code: 'model.dtype', values: { name: 'unet/conv_in.bias', dtype: 'I64' } });
  });

  it('refuses networks that do not fit each other', async () => {
    const contents = nanoContents();
    editJson(contents, 'unet/config.json', (json) => (json.in_channels = 9));
    expect(await failureOf(open(contents))).toMatchObject({ code: 'model.config' });
  });
});

describe('relatives that are the same thing', () => {
  it('ignores CLIP’s counter and its head', async () => {
    const contents = nanoContents();
    await editTensors(contents, TEXT, (tensors) => {
      tensors.set('text_model.embeddings.position_ids', { dtype: 'I64', shape: [1, 77], bytes: new Uint8Array(616) });
      tensors.set('text_projection.weight', zeros(32, 32));
    });
    await expect(open(contents)).resolves.toBeDefined();
  });

  it('reads the VAE attention’s old names, stored as convolutions', async () => {
    const contents = nanoContents();
    const old = { to_q: 'query', to_k: 'key', to_v: 'value', 'to_out.0': 'proj_attn' };
    await editTensors(contents, VAE, (tensors) => {
      for (const half of ['encoder', 'decoder']) {
        for (const [today, before] of Object.entries(old)) {
          for (const kind of ['weight', 'bias']) {
            const place = `${half}.mid_block.attentions.0`;
            const tensor = tensors.get(`${place}.${today}.${kind}`)!;
            tensors.delete(`${place}.${today}.${kind}`);
            tensors.set(`${place}.${before}.${kind}`, kind === 'bias' ? tensor : { ...tensor, shape: [...tensor.shape, 1, 1] });
          }
        }
      }
    });
    await expect(open(contents)).resolves.toBeDefined();
  });

  it('takes the half-precision variant where it is alone', async () => {
    const contents = nanoContents();
    contents.set(UNET.replace('.safetensors', '.fp16.safetensors'), contents.get(UNET)!);
    contents.delete(UNET);
    await expect(open(contents)).resolves.toBeDefined();
  });
});
