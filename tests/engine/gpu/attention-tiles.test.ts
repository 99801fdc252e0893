/** Attention in tiles, with 32 and with 16 KiB of workgroup memory: every head size against the oracle, twice the same bits. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device';
import { attentionCase, CASES, type Case } from '../cases';
import { openTestDevice, storage } from './adapter';
import { judgeBackward, judgeForward } from './judge';

/** Beside the table's: several tiles of rows and of columns, parts of the queries, head sizes that leave threads without a quad. */
const more: Case[] = [
  attentionCase('several tiles', { tq: 83, tk: 131, heads: 2, d: 40 }),
  attentionCase('several tiles, causal', { b: 2, tq: 139, tk: 139, heads: 3, d: 8, causal: true }),
  attentionCase('several tiles, causal, the last rows', { b: 2, tq: 45, tk: 139, heads: 3, d: 8, causal: true }),
  attentionCase('77 keys in parts', { b: 2, tq: 261, tk: 77, heads: 2, d: 40 }),
  // so many heads that workgroups are as large as where there are most pixels: of 48 queries, of all keys in dk and dv
  attentionCase('77 keys of many heads', { b: 8, tq: 45, tk: 77, heads: 16, d: 40 }),
  attentionCase('77 keys in parts', { tq: 261, tk: 77, heads: 1, d: 80 }),
  attentionCase('77 keys in parts', { tq: 261, tk: 77, heads: 1, d: 160 }),
  attentionCase('77 keys, causal, the last rows', { tq: 45, tk: 77, heads: 2, d: 64, causal: true }),
  attentionCase('77 keys', { tq: 21, tk: 77, heads: 2, d: 44 }),
];
/**
 * Compilers take seconds for each head size: every one in f16, each once, and what tiles do at their edges with both sizes of
 * memory where these differ. Of other storages one head size each: what is theirs alone is in `wide` and `narrow`, which every
 * kernel shares.
 */
const few = /(77 keys|tiles|parts), head size 40$/;
const each: Record<number, RegExp> = {
  32768: /(head size (4|8|40|44|512)|in parts, head size (80|160)|last rows, head size 64)$/,
  16384: /(head size 44|(77 causal|self), head size (64|80))$/,
};
const isRun = ({ name }: Case, bytes: number): boolean => few.test(name) || (storage === 'f16' && each[bytes].test(name));
const all = [...CASES.filter(({ name }) => name.startsWith('attention')), ...more];
const casesFor = (bytes: number) => all.filter((one) => isRun(one, bytes)).map((one) => [one.name, one] as const);

describe.each([32768, 16384])(`attention in tiles of %d bytes, ${storage}`, (workgroupBytes) => {
  let device: Device;
  beforeAll(async () => {
    device = await openTestDevice({ kernels: 'tiled', workgroupBytes });
  });
  afterAll(() => device?.destroy());

  it.each(casesFor(workgroupBytes))('%s', async (_, entry) => {
    const first = await judgeForward(device, entry);
    expect(await judgeForward(device, entry)).toEqual(first);
    if (entry.forwardOnly) return;
    const gradients = await judgeBackward(device, entry);
    expect(await judgeBackward(device, entry)).toEqual(gradients);
  });
});
