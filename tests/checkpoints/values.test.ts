/** Which bytes are taken, where a file has more than are used: the averaged set, the last text layer. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../src/checkpoints/checkpoint';
import { EMA_PREFIX } from '../../src/checkpoints/names/ema-names';
import { openCheckpoint } from '../../src/checkpoints/open-checkpoint';
import { bytesSource } from '../../src/formats/byte-source';
import { readHeader, writeSafetensors, type RawTensor } from '../../src/formats/safetensors';
import { elementCount, readTensor } from '../../src/formats/tensor-entry';
import type { Component } from '../../src/nets/scope';
import { randomBytes } from '../formats/made/bytes';
import { headerOf, virtualSource } from './headers';

const UNET = 'model.diffusion_model.';

/** SD 1.5 with all its tensors, each dimension a fraction of its own. */
function small(size: number): number {
  if (size >= 320 && size % 40 === 0) return size / 10;
  if (size >= 768) return size === 49_408 ? 64 : size / 24;
  return size >= 128 ? size / 32 : size;
}

/** Random numbers that depend on `seed` and the name. */
function randomTensor(name: string, seed: string, shape: readonly number[]): RawTensor {
  const start = createHash('sha256').update(seed + name).digest().readUInt32LE();
  return { dtype: 'F16', shape: [...shape], bytes: randomBytes(2 * elementCount(shape), start) };
}

/** UNet values are drawn with `unet`, averaged ones beside them with `ema`, where asked for. */
function checkpointFile(unet: string, ema?: string): Uint8Array {
  const tensors = new Map<string, RawTensor>();
  for (const [name, { shape }] of headerOf('sd15')) {
    const sizes = shape.map(small);
    tensors.set(name, randomTensor(name, name.startsWith(UNET) ? unet : 'rest', sizes));
    if (ema && name.startsWith(UNET)) tensors.set(EMA_PREFIX + name.slice(UNET.length).replaceAll('.', ''), randomTensor(name, ema, sizes));
  }
  return writeSafetensors(tensors);
}

const open = (file: Uint8Array, ema?: boolean): Promise<Checkpoint> => openCheckpoint([{ path: 'a', source: bytesSource(file) }], { ema });

/** Name → bytes, base64. */
async function valuesOf({ weights }: Checkpoint, component: Component): Promise<Map<string, string>> {
  const values = [...weights[component]!].map(async ([name, { source, entry }]) => [name, Buffer.from((await readTensor(source, entry)).bytes).toString('base64')] as const);
  return new Map(await Promise.all(values));
}

describe('averaged weights beside plain ones', () => {
  it('are taken to the last byte where they are chosen, and only then', async () => {
    const both = checkpointFile('plain', 'averaged');
    const [plain, averaged] = await Promise.all(['plain', 'averaged'].map(async (seed) => valuesOf(await open(checkpointFile(seed)), 'unet')));
    expect(plain.size).toBe(686);
    for (const [name, value] of plain) expect(averaged.get(name), name).not.toBe(value);
    expect(await valuesOf(await open(both), 'unet')).toEqual(plain);
    expect(await valuesOf(await open(both, false), 'unet')).toEqual(plain);
    expect(await valuesOf(await open(both, true), 'unet')).toEqual(averaged);
  });

  it('change nothing of the other networks', async () => {
    const both = checkpointFile('plain', 'averaged');
    for (const component of ['vae', 'text_encoder'] as const) {
      expect(await valuesOf(await open(both, true), component)).toEqual(await valuesOf(await open(both), component));
    }
  });
});

/** Bytes that tell where they lie. */
const patterned = (start: number, end: number): Uint8Array =>
  Uint8Array.from({ length: end - start }, (_, i) => Math.imul((start + i) ^ ((start + i) >>> 7), 0x9e3779b1) >>> 24);

describe('the 24 layers of OpenCLIP', () => {
  const PREFIX = 'cond_stage_model.model.transformer.resblocks.';

  /** At full size: the head is the file's, all else a pattern. */
  async function sd21() {
    const head = virtualSource(headerOf('sd21'));
    const entries = await readHeader(head);
    const dataStart = Math.min(...[...entries.values()].map(({ start }) => start));
    const read = async (start: number, end: number) => (start < dataStart ? head.read(start, end) : patterned(start, end));
    return { entries, checkpoint: await openCheckpoint([{ path: 'a', source: { size: head.size, read } }]) };
  }

  it('become 23, each with its own numbers, the last one without any', async () => {
    const { entries, checkpoint } = await sd21();
    const text = checkpoint.weights.text_encoder!;
    expect(entries.has(`${PREFIX}23.ln_1.weight`)).toBe(true);
    expect([...text.keys()].filter((name) => name.includes('layers.23.'))).toEqual([]);
    for (let layer = 0; layer < 23; layer++) {
      const value = async (name: string) => {
        const { source, entry } = text.get(`text_model.encoder.layers.${layer}.${name}`)!;
        return Buffer.from((await readTensor(source, entry)).bytes);
      };
      const wanted = (name: string, part = 0, parts = 1) => {
        const { start, end } = entries.get(`${PREFIX}${layer}.${name}`)!;
        return Buffer.from(patterned(start + (part * (end - start)) / parts, start + ((part + 1) * (end - start)) / parts));
      };
      for (const [i, part] of ['q', 'k', 'v'].entries()) expect(wanted('attn.in_proj_bias', i, 3).equals(await value(`self_attn.${part}_proj.bias`))).toBe(true);
      for (const [old, now] of [['ln_1.weight', 'layer_norm1.weight'], ['ln_2.bias', 'layer_norm2.bias'], ['mlp.c_fc.bias', 'mlp.fc1.bias'], ['attn.out_proj.bias', 'self_attn.out_proj.bias']]) {
        expect(wanted(old).equals(await value(now)), `${layer}.${old}`).toBe(true);
      }
    }
  });

  it('leave the weights of the 23rd to the one that conditions: queries, keys and values by rows', async () => {
    const { entries, checkpoint } = await sd21();
    const { start, end } = entries.get(`${PREFIX}22.attn.in_proj_weight`)!;
    const third = (end - start) / 3;
    for (const [i, part] of ['q', 'k', 'v'].entries()) {
      const { source, entry } = checkpoint.weights.text_encoder!.get(`text_model.encoder.layers.22.self_attn.${part}_proj.weight`)!;
      expect(Buffer.from((await readTensor(source, entry)).bytes).equals(Buffer.from(patterned(start + i * third, start + (i + 1) * third)))).toBe(true);
    }
  });
});
