/** Attention's gradient without barriers, for sizes whose weights are not kept: each kernel makes them again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device';
import { CASES } from '../cases';
import { openTestDevice, storage } from './adapter';
import { judgeBackward } from './judge';

const cases = CASES.filter(({ name, forwardOnly }) => name.startsWith('attention') && !forwardOnly).map((one) => [one.name, one] as const);

describe(`attention's weights made again, ${storage}`, () => {
  let device: Device;
  beforeAll(async () => {
    device = await openTestDevice({ kernels: 'barrier-free', keptNumbers: 0 });
  });
  afterAll(() => device?.destroy());

  it.each(cases)('%s', async (_, entry) => {
    const gradients = await judgeBackward(device, entry);
    expect(await judgeBackward(device, entry)).toEqual(gradients);
  });
});
