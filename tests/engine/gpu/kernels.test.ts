/** Kernels against the oracle, forward and backward, for every case and the storage in STORAGE. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Device } from '../../../src/engine/device';
import { CASES } from '../cases';
import { openTestDevice, storage } from './adapter';
import { judgeBackward, judgeForward } from './judge';

let device: Device;
beforeAll(async () => {
  device = await openTestDevice();
});
afterAll(() => device?.destroy());

const table = CASES.map((entry) => [entry.name, entry] as const);

describe(`forward, ${storage}`, () => {
  it.each(table)('%s', async (_, entry) => {
    await judgeForward(device, entry);
  });
});

describe(`backward, ${storage}`, () => {
  it.each(table.filter(([, entry]) => !entry.forwardOnly))('%s', async (_, entry) => {
    await judgeBackward(device, entry);
  });
});
