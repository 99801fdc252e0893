/** Norms that a workgroup makes together, with and without subgroups: against the oracle, twice the same bits. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device';
import { CASES, groupCase, layerCase, type Case } from '../cases';
import { openTestDevice, storage } from './adapter';
import { judgeBackward, judgeForward } from './judge';

/** Beside the table's: SD 1.5's groups that end inside quads, a row longer than a workgroup. */
const more: Case[] = [
  groupCase('10 channels a group', { x: [2, 17, 19, 320], groups: 32, silu: true }),
  groupCase('30 channels a group', { x: [1, 3, 5, 960], groups: 32 }),
  layerCase('320 channels', [3, 320]),
];
const cases = [...CASES.filter(({ name }) => /group norm|layer norm/.test(name)), ...more].map((entry) => [entry.name, entry] as const);

/** Sums are made in f32 whatever is stored: without subgroups once will do. */
const ways = [['subgroups', {}], ...(storage === 'f16' ? [['workgroup memory alone', { subgroups: 0 }] as const] : [])] as const;

describe.each(ways)(`norms by %s, ${storage}`, (_, wanted) => {
  let device: Device;
  beforeAll(async () => {
    device = await openTestDevice({ kernels: 'tiled', ...wanted });
  });
  afterAll(() => device?.destroy());

  it.each(cases)('%s', async (_, entry) => {
    const first = await judgeForward(device, entry);
    expect(await judgeForward(device, entry)).toEqual(first);
    const gradients = await judgeBackward(device, entry);
    expect(await judgeBackward(device, entry)).toEqual(gradients);
  });
});
