/** Memory of Stable Diffusion 1.5's runs, from the plan alone: the numbers that are promised. */
import { describe, expect, it } from 'vitest';
import { quads, rows } from '../../src/engine/graph';
import { lend } from '../../src/engine/lend';
import { plan } from '../../src/engine/plan';
import { decodeProgram, encodeProgram } from '../../src/nets/programs';
import { runMemory } from '../../src/train/step/memory';
import { runPrograms } from '../../src/train/step/programs';
import { recomputedBlocks } from '../../src/train/step/recompute';
import { microProgram } from '../../src/train/step/step-graph';
import { PLAIN } from '../../src/train/prompts/prompt-shapes';
import { pixelSize } from '../../src/train/size';
import type { RunSettings } from '../../src/train/settings';
import { SD15 } from '../nets/sd15';

const GIB = 2 ** 30;
const BINDING = 128 * 2 ** 20;
const MODEL = { ...SD15, pad: 49407, factor: 8 };

const settings = (changes: Partial<RunSettings>): RunSettings => ({
  name: 'w', startText: '', vectors: 8, steps: 1, rate: '1', batch: 1, accumulate: 1, templates: ['[name]'], seed: 1,
  clip: { mode: 'off', value: 1 }, saveEvery: 0, evalItems: 8, evalEvery: 0,
  preview: { every: 0, prompt: '', negative: '', sampler: 'ddim', steps: 20, guidance: 7, seed: 1 }, ...changes,
});
const adapter = (maxBufferSize = 4 * GIB) => ({ storage: 'f16' as const, gpu: { limits: { maxStorageBufferBindingSize: BINDING, maxBufferSize } } });

/** MiB of what the nodes up to the loss make and those behind it read, from the UNet's first convolution on. */
function keptByUnet(side: number): number {
  const size = { batch: 1, height: side / 8, width: side / 8, vectors: 8, accumulate: 1 };
  const { graph: { nodes }, outputs: { losses } } = microProgram(MODEL, size);
  const end = nodes.findIndex(({ outputs }) => outputs.includes(losses));
  const first = nodes.findIndex(({ op }) => op === 'conv');
  const made = new Set(nodes.slice(first, end + 1).flatMap(({ outputs }) => outputs.map(({ root }) => root)));
  const kept = new Set(nodes.slice(end + 1).flatMap(({ inputs }) => inputs.flatMap((input) => input?.root ?? [])));
  const bytes = [...kept].filter((tensor) => made.has(tensor)).map(({ shape, dtype }) => rows(shape) * quads(shape) * 4 * (dtype === 'f32' ? 4 : 2));
  return bytes.reduce((sum, one) => sum + one, 0) / 2 ** 20;
}

describe('SD 1.5 in f16, batch 1', () => {
  it('keeps 443 MiB for the backward pass of the UNet at 512 px', () => {
    expect(Math.round(keptByUnet(512))).toBe(443);
  });

  it.each([
    [512, 2.45, 2.1],
    [768, 3.1, 2.35],
  ])('%i px: at most %f GiB, with recompute %f', (side, most, mostAgain) => {
    const { keepBytes, recomputeBytes } = runMemory(MODEL, settings({ width: side, height: side }), adapter());
    expect(keepBytes).toBeLessThanOrEqual(most * GIB);
    expect(recomputeBytes).toBeLessThanOrEqual(mostAgain * GIB);
    // less would mean that something is left out of the plan: weights alone are 1.75 GiB
    expect(recomputeBytes).toBeGreaterThan(1.75 * GIB);
  });

  it('takes at most 2.6 GiB with a preview at 512 px, also where nothing can be lent', () => {
    const { previewBytes, keepBytes } = runMemory(MODEL, settings({}), adapter());
    expect(previewBytes).toBeLessThanOrEqual(2.6 * GIB);
    const alone = plan({ decode: decodeProgram(MODEL, { batch: 1, height: 64, width: 64 }) }, 'f16', BINDING);
    expect(keepBytes + alone.bytes).toBeLessThanOrEqual(2.6 * GIB);
  });

  it.each(['f16', 'f32'] as const)('binds nothing above 128 MiB up to 768 px (%s)', (storage) => {
    const latent = { batch: 1, height: 96, width: 96 };
    const programs = { ...runPrograms(MODEL, settings({ width: 768, height: 768 }), 0), decode: decodeProgram(MODEL, latent) };
    const encode = encodeProgram(MODEL, { batch: 1, height: 768, width: 768 });
    const planned = plan({ ...programs, encode }, storage, BINDING);
    const sizes = [...planned.programs.values()].flatMap(({ lives }) => lives.map(({ bytes }) => bytes));
    expect(Math.max(...sizes, ...[...planned.weights.values()].map(({ bytes }) => bytes))).toBeLessThanOrEqual(BINDING);
  });
});

describe('runMemory', () => {
  it('recomputes by itself where the adapter is small, and as told elsewhere', () => {
    const small = runMemory(MODEL, settings({}), adapter(GIB));
    expect([small.tight, small.recompute, small.bytes]).toEqual([true, true, small.recomputeBytes]);
    const told = runMemory(MODEL, settings({ recompute: 'off' }), adapter(GIB));
    expect([told.recompute, told.bytes]).toEqual([false, told.keepBytes]);
    expect(runMemory(MODEL, settings({}), adapter()).recompute).toBe(false);
    expect(runMemory(MODEL, settings({}), { ...adapter(), machineMemory: 4 }).recompute).toBe(true);
  });

  it('is what the run decides too', () => {
    const cases = [['auto', adapter()], ['auto', { ...adapter(), machineMemory: 4 }], ['off', adapter(GIB)], ['on', adapter()]] as const;
    for (const [recompute, of] of cases) {
      expect(recomputedBlocks(MODEL, settings({ recompute }), of) > 0).toBe(runMemory(MODEL, settings({ recompute }), of).recompute);
    }
  });

  it('of several sizes is that of the largest, not their sum, and tells the programs', () => {
    const plain = runMemory(MODEL, settings({}), adapter());
    const sizes = [{ width: 64, height: 64 }, { width: 80, height: 48 }, { width: 48, height: 80 }];
    const several = runMemory(MODEL, settings({}), adapter(), { ...PLAIN, sizes });
    expect([plain.programs, several.programs]).toEqual([5, 9]);
    // uniforms and read slots of each program remain
    expect((several.bytes - plain.bytes) / plain.bytes).toBeLessThan(0.01);
  });

  it('of several numbers of texts is all of their programs, to the byte', () => {
    const of = { ...settings({ batch: 2, width: 256, height: 256 }) };
    const shapes = { ...PLAIN, texts: [1, 2] };
    const several = runMemory(MODEL, of, adapter(), shapes);
    expect(several.bytes).toBe(plan(runPrograms(MODEL, of, 0, shapes), 'f16', BINDING).bytes);
    expect(several.programs).toBe(6);
    const { bytes } = runMemory(MODEL, of, adapter());
    expect((several.bytes - bytes) / bytes).toBeLessThan(0.001);
  });

  it('counts previews at their own size', () => {
    const { preview } = settings({});
    const small = runMemory(MODEL, settings({ width: 256, height: 256 }), adapter());
    const large = runMemory(MODEL, settings({ width: 256, height: 256, preview: { ...preview, width: 768, height: 768 } }), adapter());
    expect(large.previewBytes).toBeGreaterThan(small.previewBytes);
    expect(() => runMemory(MODEL, settings({ preview: { ...preview, width: 100 } }), adapter())).toThrow('settings.size');
  });

  it('adds up', () => {
    const { bytes, parts } = runMemory(MODEL, settings({}), adapter());
    expect(parts.text + parts.unet + parts.activations).toBe(bytes);
    expect(parts.unet).toBeGreaterThanOrEqual(859_520_964 * 2);
  });
});

describe('pixelSize', () => {
  it('is the model’s own where none is set, and refuses what the UNet cannot halve', () => {
    expect(pixelSize(MODEL, {})).toEqual({ width: 512, height: 512 });
    expect(pixelSize(MODEL, { width: 384, height: 0 })).toEqual({ width: 384, height: 512 });
    for (const width of [500, 32, -64, 2112, 64.5]) expect(() => pixelSize(MODEL, { width })).toThrow('settings.size');
  });
});

describe('lend', () => {
  it('gives each segment the smallest idle one that holds it, none twice', () => {
    expect(lend([50, 100, 20], [60, 200, 10])).toEqual([0, 1, undefined]);
    expect(lend([5, 5], [7])).toEqual([0, undefined]);
    expect(lend([], [7])).toEqual([]);
  });
});
