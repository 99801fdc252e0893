/** Attention too long for one dispatch goes in bands: the same bits as its halves by themselves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device';
import { Graph } from '../../../src/engine/graph';
import { attention } from '../../../src/engine/ops/attention/attention';
import { createRuntime } from '../../../src/engine/runtime';
import { drawer } from '../cases';
import { openTestDevice, storage } from './adapter';

const [KEYS, WIDTH, HEADS] = [1088, 1024, 2];

let device: Device;
beforeAll(async () => {
  device = await openTestDevice();
});
afterAll(() => device?.destroy());

const values = (seed: number, rows: number): Float32Array => {
  const draw = drawer(seed);
  return Float32Array.from({ length: rows * WIDTH }, draw);
};

async function attend(q: Float32Array, k: Float32Array, v: Float32Array) {
  const graph = new Graph();
  const rows = [q, k, v].map((data, i) => graph.input('qkv'[i], [1, data.length / WIDTH, WIDTH]));
  const o = attention(rows[0], rows[1], rows[2], { heads: HEADS });
  const runtime = await createRuntime(device, { only: { graph, outputs: { o } } });
  const dispatches = runtime.plan.programs.get('only')!.dispatches.length;
  const out = await runtime.run('only', { q, k, v }, ['o']);
  runtime.destroy();
  return { o: out.o, dispatches };
}

// ten billion operations: half a minute on the slower software adapter, and which threads a band has is the same everywhere
describe.runIf(storage === 'f16')(`attention in bands, ${storage}`, () => {
  it('makes the same bits', async () => {
    const [q, k, v] = [values(1, KEYS), values(2, KEYS), values(3, KEYS)];
    const middle = (KEYS / 2) * WIDTH;
    const all = await attend(q, k, v);
    const halves = [await attend(q.slice(0, middle), k, v), await attend(q.slice(middle), k, v)];
    expect([all.dispatches, ...halves.map(({ dispatches }) => dispatches)]).toEqual([2, 1, 1]);
    expect(all.o).toEqual(Float32Array.from([...halves[0].o, ...halves[1].o]));
  });
});
