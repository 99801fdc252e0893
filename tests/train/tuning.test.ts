/** Which tiles a run's products are made with: kept ones, its own, or none. The device is a fake that opens no other. */
import { expect, test } from 'vitest';
import { MODELS } from '../../src/bench/models';
import type { Device } from '../../src/engine/device';
import { shortList } from '../../src/engine/tiles/short-list';
import { DEFAULTS } from '../../src/engine/tiles/defaults';
import type { Tuning } from '../../src/engine/tiles/tuning';
import { choicesIn, merged, readChoices, readKept, type KeptTuning } from '../../src/train/tuning/kept';
import { asKept, trainedProducts, tunedDevice } from '../../src/train/tuning/tune';
import type { TrainMessage } from '../../src/train/messages';
import { PLAIN } from '../../src/train/prompts/prompt-shapes';
import { makeRun, makeState } from './fake-run';

const tuning: Tuning = { kernels: 'tiled', vendor: 'nvidia', subgroups: 32, workgroupBytes: 32768, keptNumbers: 0 };
/** Nothing can be measured on it: its entry has no adapter. */
const device = { storage: 'f16', tuning, entry: { requestAdapter: async () => null } } as unknown as Device;
const model = { ...MODELS.tiny, pad: 0, factor: 8 };
const PLACE = { shapes: PLAIN, model, device, control: { stopped: false } };

const products = trainedProducts(device, model, makeRun().settings, PLAIN);
const measured = Object.fromEntries(products.map(({ key, size }) => [key, { choice: shortList(size, tuning).at(-1)!, ms: 1, tableMs: 2 }]));
const kept: KeptTuning = { products: measured, at: 7, clock: 'gpu', seconds: 1.5 };
const storeOf = (value: unknown) => {
  const saved: KeptTuning[] = [];
  return { saved, load: async () => structuredClone(value), save: async (one: KeptTuning) => void saved.push(one) };
};

async function tuned(more: Partial<Parameters<typeof tunedDevice>[0]> = {}) {
  const run = more.run ?? makeRun();
  const heard: TrainMessage[] = [];
  const found = await tunedDevice({ ...PLACE, run, listen: (message) => heard.push(message), ...more });
  return { run, heard, choices: found.tuning.choices };
}

test('a new run takes what is kept, and keeps it with its record', async () => {
  expect(products.length).toBeGreaterThan(3);
  const tunings = storeOf({ ...kept, products: { ...measured, 'linear 1x2x3 f16': measured[products[0].key] } });
  const { run, choices } = await tuned({ tunings });
  expect(choices).toEqual(choicesIn(kept));
  expect(run.made.choices).toEqual(choicesIn(kept)); // what is kept of other sizes is not the run's
  expect(tunings.saved).toEqual([]);
});

test('its memory is planned with the same tiles before it begins', async () => {
  const { settings } = makeRun();
  expect(asKept(device, model, settings, PLAIN, kept).tuning.choices).toEqual((await tuned({ tunings: storeOf(kept) })).choices);
  expect(asKept(device, model, settings, PLAIN, undefined)).toBe(device);
  const free = { ...device, tuning: { ...tuning, kernels: 'barrier-free' } } as Device;
  expect(asKept(free, model, settings, PLAIN, kept)).toBe(free);
});

test('what is missing and cannot be measured follows the table', async () => {
  const [first, ...rest] = Object.entries(measured);
  const tunings = storeOf({ ...kept, products: Object.fromEntries(rest) });
  const { choices } = await tuned({ tunings });
  expect(Object.keys(choices!)).not.toContain(first[0]);
  expect(Object.keys(choices!).length).toBe(rest.length);
});

test('a run that goes on has the tiles that it began with, whatever is kept by now', async () => {
  const run = makeRun();
  run.made.choices = readChoices({ 'linear 1x2x3 f16': measured[products[0].key].choice });
  const going = { run, state: makeState(), tunings: storeOf(kept) };
  expect((await tuned(going)).choices).toEqual(run.made.choices);
  expect((await tuned({ ...going, run: makeRun() })).choices).toEqual({});
});

test('software adapters, and runs that are given no store, have nothing chosen', async () => {
  const free = { ...device, tuning: { ...tuning, kernels: 'barrier-free' } } as Device;
  expect((await tuned({ device: free, tunings: storeOf(kept) })).choices).toBeUndefined();
  expect((await tuned()).choices).toEqual({});
});

test.each([undefined, null, 7, 'text', {}, [], { products: 5, at: 1, clock: 'sun', seconds: 1 }, { products: measured, at: '1', clock: 'gpu', seconds: 1 }])(
  'a record that is none is ignored: %j',
  async (value) => {
    expect(readKept(value)).toBeUndefined();
    expect((await tuned({ tunings: storeOf(value) })).choices).toEqual({});
  },
);

test('of a record that is partly broken the rest is taken', () => {
  const [choice] = Object.values(choicesIn(kept));
  const tile = DEFAULTS.nvidia.tiles[0];
  const products = {
    good: { choice, ms: 1, tableMs: 2 }, none: null, empty: {}, late: { choice, ms: -1, tableMs: 2 }, split: { choice: { ...choice, splits: 1.5 }, ms: 1, tableMs: 1 },
    unknown: { choice: { tile: { ...tile, rows: 7 }, splits: 1 }, ms: 1, tableMs: 1 }, untimed: { choice, ms: NaN, tableMs: 1 },
  };
  expect(Object.keys(readKept({ ...kept, products })!.products)).toEqual(['good']);
});

test('a store that fails costs the kept tiles, not the run', async () => {
  const broken = { load: () => Promise.reject(new Error('no database')), save: async () => {} };
  expect((await tuned({ tunings: broken })).choices).toEqual({});
});

test('what is measured later stands beside what was kept', () => {
  const [[key, one]] = Object.entries(measured);
  const later = { products: { [key]: { ...one, ms: 0.5 } }, clock: 'wall' as const, seconds: 2 };
  const both = merged(kept, later, 9);
  expect(both).toMatchObject({ at: 9, clock: 'wall', seconds: 3.5 });
  expect(both.products[key].ms).toBe(0.5);
  expect(Object.keys(both.products)).toEqual(Object.keys(measured));
});
