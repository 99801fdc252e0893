/** Tiles measured on a device, kept, read again, and the product made with what was chosen. */
import '../../store/fake-browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Device } from '../../../src/engine/device';
import { Graph } from '../../../src/engine/graph';
import { dominantProducts } from '../../../src/engine/tiles/dominant';
import { measureTiles } from '../../../src/engine/tiles/measure-tiles';
import { shortList } from '../../../src/engine/tiles/short-list';
import { withChoices } from '../../../src/engine/tiles/tuning';
import { loadTuning, saveTuning } from '../../../src/store/tunings';
import { choicesIn, readKept, type TuningStore } from '../../../src/train/tuning/kept';
import { measureAndKeep } from '../../../src/train/tuning/tune';
import { CASES } from '../../engine/cases';
import { openTestDevice, storage } from '../../engine/gpu/adapter';
import { judgeForward } from '../../engine/gpu/judge';

/** So little that two tiles are left: a software adapter takes a second to compile one. */
const workgroupBytes = storage === 'f32' ? 6800 : 6500;
const BUDGET = 60_000;

let device: Device;
beforeAll(async () => {
  device = await openTestDevice({ kernels: 'tiled', vendor: 'other', workgroupBytes });
});
afterAll(() => device?.destroy());

const entry = CASES.find(({ name }) => name === 'linear 77 rows')!;
const place = { version: '1', adapter: 'this', storage, shape: 'a product' };
const store: TuningStore = { load: () => loadTuning(place), save: (kept) => saveTuning(place, kept) };

function productsOf(of: Device) {
  const graph = new Graph();
  return dominantProducts([{ graph, outputs: { y: entry.build(graph).y } }], storage, of.tuning);
}

test('what is chosen is one of the candidates, comes back from the store, and makes the right product', async () => {
  const products = productsOf(device);
  const [{ key, size }] = products;
  const told: number[][] = [];
  const measured = await measureAndKeep(device, products, store, { budget: BUDGET, onProduct: (...progress) => told.push(progress) });
  expect(told).toContainEqual([0, 1]);
  const kept = readKept(await loadTuning(place))!;
  expect(kept).toEqual(measured);
  const { choice, ms, tableMs } = kept.products[key];
  const tried = shortList(size, device.tuning);
  expect(tried.length).toBeGreaterThan(1);
  expect(tried).toContainEqual(choice);
  expect(ms).toBeGreaterThan(0);
  expect(tableMs).toBeGreaterThanOrEqual(ms);
  await judgeForward(withChoices(device, choicesIn(kept)), entry);
});

test('nothing is measured without tiles, without time, or when it is to end', async () => {
  const free: Device = { ...device, tuning: { ...device.tuning, kernels: 'barrier-free' } };
  expect(productsOf(free)).toEqual([]);
  expect(await measureTiles(free, productsOf(device))).toBeUndefined();
  expect(await measureTiles(device, productsOf(device), { budget: 0 })).toBeUndefined();
  expect(await measureTiles(device, productsOf(device), { ended: () => true })).toBeUndefined();
});
