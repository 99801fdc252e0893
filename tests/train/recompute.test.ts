/** Which blocks of a step of SD 1.5 are made again, and how many, from the plan alone. */
import { describe, expect, it } from 'vitest';
import { Graph } from '../../src/engine/graph';
import { gradients } from '../../src/engine/gradients';
import { activation } from '../../src/engine/ops/activation/activation';
import { linear } from '../../src/engine/ops/linear/linear';
import { meanSquaredError } from '../../src/engine/ops/loss/loss';
import { plan, type Plan } from '../../src/engine/plan';
import { recomputeOrder } from '../../src/engine/recompute-order';
import { schedule } from '../../src/engine/schedule';
import { BARRIER_FREE } from '../../src/engine/tiles/tuning';
import type { RunSettings } from '../../src/train/settings';
import { runMemory } from '../../src/train/step/memory';
import { runPrograms } from '../../src/train/step/programs';
import { recomputedBlocks } from '../../src/train/step/recompute';
import { microProgram, recomputeList } from '../../src/train/step/step-graph';
import { SD15 } from '../nets/sd15';
import { makeRun } from './fake-run';

const GIB = 2 ** 30;
const MIB = 2 ** 20;
const BINDING = 128 * MIB;
const MODEL = { ...SD15, pad: 49407, factor: 8 };
const SIZE = { batch: 1, height: 64, width: 64, vectors: 8, accumulate: 1 };
const settings: RunSettings = { ...makeRun({ vectors: 8, batch: 1 }).settings, width: 512, height: 512 };

/** An adapter with so much memory for a run. */
const adapter = (bytes: number) => ({
  storage: 'f16' as const, machineMemory: (2 * bytes) / GIB, gpu: { limits: { maxStorageBufferBindingSize: BINDING, maxBufferSize: 4 * GIB } },
});
const planned = (blocks: number): Plan => plan(runPrograms(MODEL, settings, blocks), 'f16', BINDING);

describe('the order', () => {
  const order = recomputeList(MODEL, SIZE);

  it('is that of bytes by operations', () => {
    const ratios = order.map(({ saved, flops }) => saved / flops);
    expect(ratios).toEqual(ratios.toSorted((a, b) => b - a));
    expect(new Set(order.map(({ block }) => block)).size).toBe(2 * 16);
  });

  it('begins with what follows self-attention where there are most pixels', () => {
    // hidden values of the feed-forward layer, 8 × 320 a pixel, and what lies before it
    const largest = order.slice(0, 4).map(({ saved }) => (saved * 2) / MIB);
    for (const each of largest) expect(each).toBeGreaterThan(20);
    expect(order[0].saved / order[0].flops).toBeGreaterThan(4 * (order.at(-2)!.saved / order.at(-2)!.flops));
  });

  it('saves most of the memory for a third of the operations', () => {
    const [none, some, all] = [0, 12, Infinity].map((recompute) => plan({ micro: microProgram(MODEL, { ...SIZE, recompute }) }, 'f16', BINDING));
    expect((none.bytes - some.bytes) / (none.bytes - all.bytes)).toBeGreaterThan(0.6);
    const flops = ({ programs }: Plan): number => programs.get('micro')!.flops;
    expect(flops(some)).toBeGreaterThan(flops(none));
    expect((flops(some) - flops(none)) / (flops(all) - flops(none))).toBeLessThan(0.34);
  });
});

it('counts what a block saves, less what is kept in its stead, and the operations that this takes', () => {
  const graph = new Graph();
  const x = graph.input('x', [10, 8]);
  const vector = linear(x, graph.state('v', [8, 8]));
  const w = (name: string, out: number, from: number) => graph.weight(name, [out, from]);
  // the activation's input is kept, 10 × 40; made again it takes the layer's input, which nothing else keeps
  const y = graph.block(() => linear(activation(linear(vector, w('a', 40, 8)), 'silu'), w('b', 8, 40)));
  const losses = meanSquaredError(y, graph.input('wanted', y.shape, 'f32'), null);
  const [gradient] = gradients(losses, graph.state('scalars', [8]), [graph.states.get('v')!]);
  const [worth, ...others] = recomputeOrder({ graph, outputs: { losses, gradient } }, losses);
  expect([worth, others]).toEqual([{ block: 0, saved: 10 * 40 - 10 * 8, flops: 2 * 10 * 40 * 8 }, []]);
});

describe('how many blocks', () => {
  it('are as few as the adapter needs', () => {
    const room = 2.1 * GIB;
    const blocks = recomputedBlocks(MODEL, settings, adapter(room));
    expect(planned(blocks).bytes).toBeLessThanOrEqual(room);
    expect(planned(blocks - 1).bytes).toBeGreaterThan(room);
    const memory = runMemory(MODEL, settings, adapter(room));
    expect(memory).toMatchObject({ bytes: planned(blocks).bytes, recompute: true, tight: true });
    expect(memory.recomputeBytes).toBeLessThan(memory.bytes);
  });

  it('are none where there is room, and all where nothing is enough', () => {
    expect(recomputedBlocks(MODEL, settings, adapter(2.4 * GIB))).toBe(0);
    expect(recomputedBlocks(MODEL, settings, adapter(1.8 * GIB))).toBe(Infinity);
  });
});

it('keeps 444 MiB of the UNet’s forward pass at 512 px, and 28 of the text encoder’s, which is in f32', () => {
  const source = microProgram(MODEL, SIZE);
  const { dispatches, lives } = schedule(source, 'f16', BARRIER_FREE);
  const reads = (prefix: string) => dispatches.findIndex(({ node }) => node.inputs.some((tensor) => tensor?.origin.kind === 'weight' && tensor.origin.name.startsWith(prefix)));
  const end = dispatches.findIndex(({ node }) => node.outputs.includes(source.outputs.losses));
  const kept = lives.filter((life) => life.tensor.origin.kind === 'op' && life.start <= end && life.end > end);
  const mebibytes = (of: typeof kept): number => of.reduce((sum, { bytes }) => sum + bytes, 0) / MIB;
  const [text, unet] = [kept.filter(({ start }) => start < reads('unet/')), kept.filter(({ start }) => start >= reads('unet/'))];
  expect(mebibytes(unet)).toBeLessThanOrEqual(444);
  expect(mebibytes(text)).toBeLessThanOrEqual(28);
  // less would mean that something is not counted: the feed-forward layers' hidden values alone are 176 MiB
  expect(mebibytes(unet)).toBeGreaterThan(400);
});
