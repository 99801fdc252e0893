/** Products and convolutions in tiles against the oracle: every tile of the table, whole and split, twice the same bits. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device';
import { Graph } from '../../../src/engine/graph';
import { conv3x3 } from '../../../src/engine/ops/conv/conv';
import { cast } from '../../../src/engine/ops/elementwise/elementwise';
import { linear } from '../../../src/engine/ops/linear/linear';
import type { Choice, ProductSize } from '../../../src/engine/tiles/choose';
import { ALL_TILES, NARROW, WIDE } from '../../../src/engine/tiles/defaults';
import { bytesOf, type Tile } from '../../../src/engine/tiles/tile';
import { CASES, convCase, gegluCase, type Case } from '../cases';
import { openTestDevice, storage } from './adapter';
import { roundedValues, runOnce } from './checks';
import { judgeBackward, judgeForward } from './judge';

type Choices = Readonly<Record<ProductSize['kernel'], Choice>>;

let device: Device;
beforeAll(async () => {
  device = await openTestDevice({ kernels: 'tiled' });
});
afterAll(() => device?.destroy());

/** The device with one choice for every product of a kernel. */
function choosing(choices: Choices): Device {
  for (const { tile } of Object.values(choices)) expect(bytesOf(tile, storage)).toBeLessThanOrEqual(device.tuning.workgroupBytes);
  const get = (_: object, key: string): Choice => choices[key.split(' ')[0] as ProductSize['kernel']];
  return { ...device, tuning: { ...device.tuning, choices: new Proxy({}, { get }) } };
}

const chosen = (tiles: readonly [Tile, Tile, Tile, Tile], splits = 1): Choices => {
  const [a, b, c, d] = tiles.map((tile): Choice => ({ tile, splits }));
  return { linear: a, 'linear-dx': b, geglu: a, 'geglu-dx': b, conv: c, 'conv-dx': d };
};

/** Several tiles each way, edges inside a quad, sums of several steps that end within one. */
const product: Case = {
  name: 'linear in tiles',
  build(g) {
    const [x, w] = [g.input('x', [2, 67, 85]), g.input('w', [141, 85])];
    const options = { bias: g.input('bias', [141]), perSample: g.input('sample', [2, 141]), residual: g.input('residual', [2, 67, 141]) };
    return { y: linear(x, w, options), wrt: [x] };
  },
};
const activated: Case = {
  name: 'linear in tiles, with an activation',
  forwardOnly: true,
  build(g) {
    const options = { bias: g.input('bias', [35]), perSample: g.input('sample', [3, 35]), residual: g.input('residual', [3, 7, 35]) };
    return { y: linear(g.input('x', [3, 7, 129]), g.input('w', [35, 129]), { ...options, act: 'gelu' }), wrt: [] };
  },
};
const narrowWeights: Case = {
  name: 'linear in f32 with narrow weights',
  build(g) {
    const x = g.input('x', [2, 5, 37], 'f32');
    return { y: cast(linear(x, g.input('w', [18, 37])), 'stored'), wrt: [x] };
  },
};
const feedForward = gegluCase('in tiles', { m: [2, 35], k: 37, half: 68, out: 41 });
const conv = convCase('in tiles', { x: [2, 7, 11, 21], o: 70, all: true });
const strided = convCase('in tiles, stride 2', { x: [1, 9, 12, 37], o: 21, stride: 2 });
const ending = convCase('in tiles, stride 2, padding at the end', { x: [2, 6, 9, 22], o: 13, stride: 2, padding: 'end' });
/** The 8 x 8 level of a small net: few pixels, long sums. */
const deep = convCase('8 x 8, in tiles', { x: [1, 8, 8, 68], o: 24 });

const names = /^(linear|geglu|conv|matrix product)/;
const table = CASES.filter(({ name }) => names.test(name));

const thin = chosen([WIDE.thin, WIDE.thin, WIDE.thin, WIDE.thin]);
const one = chosen([WIDE.huge, WIDE.tall, WIDE.large, WIDE.medium]);
const two = chosen([WIDE.flat, WIDE.small, NARROW.tall, NARROW.large]);
const parts = chosen([NARROW.small, WIDE.large, NARROW.small, WIDE.flat], 3);

/** Compilers take their time for each: all tiles in f16, those of split sums and the smallest in all storages. */
const rounds: [string, Choices, Case[]][] = [
  ['smallest', thin, storage === 'f32' ? table : [...table, narrowWeights]],
  ['split', parts, [product, activated, feedForward, conv, strided, ending, deep]],
];
if (storage === 'f16') rounds.push(['first', one, [product, feedForward, conv, strided]], ['second', two, [product, feedForward, conv, strided]]);
const all = rounds.flatMap(([round, choices, cases]) => cases.map((entry) => [round, entry.name, choices, entry] as const));

describe(`products in tiles, ${storage}`, () => {
  it.each(all)('%s: %s', async (_, __, choices, entry) => {
    const using = choosing(choices);
    const judge = entry.forwardOnly ? judgeForward : judgeBackward;
    const first = await judge(using, entry);
    expect(await judge(using, entry)).toEqual(first);
  });

  it.runIf(storage === 'f16')('meets every tile of the table', () => {
    const met = new Set(rounds.flatMap(([, choices]) => Object.values(choices)).map(({ tile }) => tile));
    expect(met).toEqual(new Set(ALL_TILES));
  });

  it('makes the same bits of a band as of the whole', async () => {
    const entry: Case = {
      name: 'bands',
      build(g) {
        const [x, w] = [g.input('x', [1, 8, 5, 12]), g.input('w', [9, 3, 3, 12])];
        return { y: conv3x3(x, w), wrt: [conv3x3(x, w, { band: { top: 1, count: 3 } }), conv3x3(x, w, { band: { top: -2, count: 5 } })] };
      },
    };
    const graph = new Graph();
    const { y, wrt: [above, below] } = entry.build(graph);
    const out = await runOnce(choosing(thin), graph, { y, above, below }, roundedValues(entry, graph, device));
    expect(Float32Array.from([...out.above, ...out.below])).toEqual(out.y);
  });
});
