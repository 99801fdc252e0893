/** Tiles in a contest: a clock that a test turns, times that it names. */
import { expect, test } from 'vitest';
import { MODELS } from '../../src/bench/models';
import { opNamed } from '../../src/engine/ops/index';
import { choose, productKey, type Choice, type ProductSize } from '../../src/engine/tiles/choose';
import { contest, type Contest } from '../../src/engine/tiles/contest';
import { DEFAULTS } from '../../src/engine/tiles/defaults';
import { dominantProducts, programOf } from '../../src/engine/tiles/dominant';
import { shortList } from '../../src/engine/tiles/short-list';
import type { Tuning } from '../../src/engine/tiles/tuning';
import { schedule } from '../../src/engine/schedule';
import { predictProgram } from '../../src/nets/programs';

const [tile] = DEFAULTS.nvidia.tiles;
const [table, other, third] = [1, 2, 4].map((splits): Choice => ({ tile, splits }));
const size: ProductSize = { kernel: 'linear', rows: 8, columns: 8, depth: 8, taps: 1, quad: 'f32', weight: 'f32' };
const products = ['a', 'b', 'c'].map((key) => ({ key, size }));

type Product = (typeof products)[number];
/** Each timing takes what it finds, in milliseconds. */
function held(times: (product: Product, choice: Choice) => number, more: Partial<Contest<Product>> = {}) {
  let clock = 0;
  const told: number[][] = [];
  const time = async (product: Product, choice: Choice): Promise<number> => {
    const ms = times(product, choice);
    if (Number.isNaN(ms)) throw new Error('does not compile');
    clock += ms;
    return ms;
  };
  const found = contest({
    products, budget: 1000, time, now: () => clock, ended: () => false,
    candidates: () => [table, other, third],
    onProduct: (...progress) => told.push(progress),
    ...more,
  });
  return { found, told };
}

test('the least time wins; of equals the table’s own', async () => {
  const { found, told } = held(({ key }, { splits }) => (key === 'b' && splits === 2 ? 3 : 5));
  expect(await found).toEqual({
    a: { choice: table, ms: 5, tableMs: 5 },
    b: { choice: other, ms: 3, tableMs: 5 },
    c: { choice: table, ms: 5, tableMs: 5 },
  });
  expect(told).toEqual([[0, 3], [1, 3], [2, 3]]);
});

test('a candidate that cannot be made is passed over', async () => {
  const { found } = held((_, { splits }) => (splits === 2 ? NaN : 6 - splits));
  expect((await found).a).toEqual({ choice: third, ms: 2, tableMs: 5 });
});

test('out of time, the product in hand is not decided', async () => {
  expect(Object.keys(await held(() => 5, { budget: 25 }).found)).toEqual(['a']);
  expect(await held(() => 5, { budget: 0 }).found).toEqual({});
});

test('a stop, or a device that is gone, leaves what was decided before', async () => {
  let timed = 0;
  const { found } = held(() => ++timed, { ended: () => timed >= 4 });
  expect(Object.keys(await found)).toEqual(['a']);
  expect(timed).toBe(4);
  expect(await held(() => NaN).found).toEqual({});
});

const tuning: Tuning = { kernels: 'tiled', vendor: 'nvidia', subgroups: 32, workgroupBytes: 32768, keptNumbers: 0 };
const program = predictProgram(MODELS.small, { batch: 1, height: 32, width: 32 });

test('dominant products: nine tenths of the arithmetic, heaviest first, each alone the same product', () => {
  const all = schedule(program, 'f16', tuning).dispatches.flatMap(({ product, node }) => (product ? [{ node, key: productKey(product) }] : []));
  const nodes = new Map(all.map(({ node, key }) => [node, key]));
  const flops = (keys: readonly string[]): number => [...nodes].reduce((sum, [node, key]) => sum + (keys.includes(key) ? opNamed(node.op).flops(node) : 0), 0);
  const found = dominantProducts([program], 'f16', tuning).map(({ key }) => key);
  const each = found.map((key) => flops([key]));
  expect(new Set(found).size).toBe(found.length);
  expect(each).toEqual(each.toSorted((a, b) => b - a));
  const whole = flops([...new Set(nodes.values())]);
  expect(flops(found) / whole).toBeGreaterThanOrEqual(0.9);
  expect(flops(found.slice(0, -1)) / whole).toBeLessThan(0.9);
  for (const product of dominantProducts([program], 'f16', tuning)) {
    const [alone] = schedule(programOf(product), 'f16', tuning).dispatches;
    expect(productKey(alone.product!)).toBe(product.key);
  }
});

test('no products where kernels have no tiles', () => {
  expect(dominantProducts([program], 'f16', { ...tuning, kernels: 'barrier-free' })).toEqual([]);
});

test('the short list has likely tiles, each once, the table’s own first; in f32 how a tile is held makes none of its own', () => {
  for (const vendor of ['nvidia', 'amd', 'intel', 'apple', 'other'] as const) {
    const of = { ...tuning, vendor };
    const wide: ProductSize = { ...size, kernel: 'conv', rows: 4096, columns: 320, depth: 320, taps: 9, quad: 'f16', weight: 'f16' };
    const short = shortList(wide, of);
    expect(short[0]).toEqual(choose(wide, of));
    expect(new Set(short.map((choice) => choice.tile)).size).toBe(short.length);
    expect(short.length).toBe(Math.min(6, DEFAULTS[vendor].tiles.length));
    const f32 = shortList({ ...wide, quad: 'f32', weight: 'f32' }, of).map((choice) => JSON.stringify({ ...choice.tile, held: 'any' }));
    expect(new Set(f32).size).toBe(f32.length);
  }
});
