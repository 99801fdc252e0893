/** The fields of preparing: what is wrong with them, what they mean, what will come of it. */
import { describe, expect, test } from 'vitest';
import { PREPARE_DEFAULTS } from '../../../src/images/prepare/options';
import { prepareProblems } from '../../../src/app/logic/prepare/check';
import { PREPARE_RANGES, type PrepareDraft, type PrepareKey } from '../../../src/app/logic/prepare/draft';
import { coveredArea, outcomeOf, outcomes, sizeCounts, sizesFor, worstFirst } from '../../../src/app/logic/prepare/outcome';
import { readOptions, standardDraft } from '../../../src/app/logic/prepare/read-options';

const STANDARD = standardDraft({ width: 512, height: 512 }, 64);
const codes = (changed: Partial<PrepareDraft>) =>
  Object.fromEntries(Object.entries(prepareProblems({ ...STANDARD, ...changed })).map(([key, { code }]) => [key, code]));

describe('fields', () => {
  test('as they stand have no problems and mean A1111’s defaults', () => {
    expect(codes({})).toEqual({});
    expect(readOptions(STANDARD)).toEqual(PREPARE_DEFAULTS);
    expect(readOptions({ ...STANDARD, sizes: 'ratio' })).toEqual({ ...PREPARE_DEFAULTS, step: 64 });
  });

  test('switched on mean the defaults of facts/a1111.md §4.1', () => {
    const all = { ...STANDARD, split: 'on', focal: 'on', autoSize: 'on', keepOriginal: 'on', horizontal: 'on', both: 'on' };
    expect(readOptions(all)).toEqual({
      width: 512, height: 512, keepOriginal: true, flips: ['horizontal', 'both'], existing: 'ignore',
      split: { threshold: 0.5, overlap: 0.2 },
      focal: { face: 0.9, entropy: 0.15, edges: 0.5, debug: false },
      autoSize: { minSide: 384, maxSide: 768, minArea: 4096, maxArea: 409600, objective: 'area', threshold: 0.1 },
    });
    expect(codes(all)).toEqual({});
  });

  test.each<[PrepareKey, string, string]>([
    ['width', '', 'settings.number'],
    ['width', '56', 'settings.number'],
    ['height', '2056', 'settings.number'],
    ['height', '500', 'prepare.step'],
    ['height', 'wide', 'settings.number'],
    ['width', 'Infinity', 'settings.number'],
  ])('%s “%s” is answered with %s', (key, text, code) => expect(codes({ [key]: text })).toEqual({ [key]: code }));

  test('of a part that is off are not judged; switched on they are', () => {
    const wrong = { overlap: '0.95', face: '2', minSide: '65', maxArea: '5000.5' };
    expect(codes({ ...wrong, step: 'x' })).toEqual({});
    expect(codes({ ...wrong, split: 'on', focal: 'on', autoSize: 'on' })).toEqual({
      overlap: 'settings.number', face: 'settings.number', minSide: 'prepare.step', maxArea: 'settings.whole',
    });
    expect(codes({ step: '12', sizes: 'ratio' })).toEqual({ step: 'prepare.step' });
  });

  test('that contradict each other are answered beside the second', () => {
    expect(codes({ autoSize: 'on', minSide: '800' })).toEqual({ maxSide: 'prepare.order' });
    expect(codes({ autoSize: 'on', minArea: '500000' })).toEqual({ maxArea: 'prepare.order' });
    expect(codes({ focal: 'on', face: '0', entropy: '0', edges: '0.0' })).toEqual({ face: 'prepare.weights' });
  });

  test('allow both ends of every range', () => {
    for (const [key, { min, max }] of Object.entries(PREPARE_RANGES)) {
      const on = { split: 'on', focal: 'on', autoSize: 'on', sizes: 'ratio' };
      const pair = { minSide: '64', maxSide: '2048', minArea: '4096', maxArea: '4194304' };
      for (const value of [min, max]) expect(codes({ ...on, ...pair, [key]: String(value) })).toEqual({});
    }
  });
});

describe('what will be made', () => {
  const of = (width: number, height: number, changed: Partial<PrepareDraft>, crop?: { x: number; y: number; width: number; height: number }) => {
    const draft = { ...STANDARD, ...changed };
    return outcomeOf({ width, height, crop }, readOptions(draft), { width: Number(draft.width), height: Number(draft.height) });
  };

  test('covering cuts off what is too long', () => {
    expect(of(2000, 1000, {})).toMatchObject({ count: 1, loss: 0.5 });
    expect(of(1000, 1000, {})).toMatchObject({ count: 1, loss: 0 });
    expect(of(2000, 1000, { horizontal: 'on', both: 'on' }).count).toBe(3);
  });

  test('a split picture loses nothing, and one that is not long enough is covered', () => {
    const { count, loss } = of(2000, 1000, { split: 'on' });
    expect(count).toBe(3);
    expect(loss).toBeCloseTo(0, 3);
    expect(of(1500, 1000, { split: 'on' })).toMatchObject({ count: 1 });
    expect(of(1500, 1000, { split: 'on' }).loss).toBeCloseTo(1 / 3, 3);
  });

  test('several options each make one; auto-size alone may make none', () => {
    expect(of(2000, 1000, { split: 'on', focal: 'on', keepOriginal: 'on', vertical: 'on' })).toMatchObject({ count: 10, loss: 0 });
    expect(of(3000, 500, { autoSize: 'on' })).toMatchObject({ count: 0, loss: 1 });
    expect(of(1920, 1080, { autoSize: 'on' }).loss).toBeCloseTo(1 - (1080 * 768) / 448 / 1920, 2);
    expect(of(1024, 1024, { focal: 'on' })).toMatchObject({ count: 1, loss: 0 });
  });

  test('a hand crop stands for all automatic ones', () => {
    expect(of(2000, 1000, { split: 'on', horizontal: 'on' }, { x: 0, y: 0, width: 500, height: 500 })).toMatchObject({ count: 2, loss: 0.875 });
    expect(of(2000, 1000, { keepOriginal: 'on' }, { x: 0, y: 0, width: 500, height: 500 })).toMatchObject({ count: 2, loss: 0 });
  });

  test('sizes near the ratios stay under the budget', () => {
    const pictures = [{ width: 2100, height: 1000 }, { width: 1000, height: 1000 }, { width: 600, height: 900 }];
    const { sizes, of: which } = sizesFor(pictures, { width: 512, height: 512, step: 64 });
    expect(which.map((i) => sizes[i])).toEqual([{ width: 768, height: 320 }, { width: 512, height: 512 }, { width: 384, height: 640 }]);
    for (const { width, height } of sizes) expect([width % 64, height % 64, width * height <= 512 * 512]).toEqual([0, 0, true]);
    expect(sizesFor(pictures, { width: 512, height: 512 })).toEqual({ sizes: [{ width: 512, height: 512 }], of: [0, 0, 0] });
  });

  test('of many: counts by size, and who loses most', () => {
    const pictures = [{ id: 'square', width: 900, height: 900 }, { id: 'wide', width: 1800, height: 900 }, { id: 'tall', width: 900, height: 1200 }];
    const all = outcomes(pictures, readOptions(STANDARD));
    expect(worstFirst(all).map(({ picture }) => picture.id)).toEqual(['wide', 'tall']);
    expect(sizeCounts(all, 1)).toEqual([{ width: 512, height: 512, pictures: 3, loss: expect.closeTo((0.5 + 0.25) / 3, 3) }]);
    const sized = outcomes(pictures, readOptions({ ...STANDARD, sizes: 'ratio' }));
    expect(sizeCounts(sized, 2).map(({ pictures }) => pictures)).toEqual([2, 2, 2]);
    expect(Math.max(...sized.map(({ loss }) => loss))).toBeLessThan(0.2);
  });

  test('overlaps are counted once', () => {
    expect(coveredArea([])).toBe(0);
    expect(coveredArea([{ x: 0, y: 0, width: 4, height: 4 }, { x: 2, y: 2, width: 4, height: 4 }])).toBe(28);
    expect(coveredArea([{ x: 0, y: 0, width: 2, height: 2 }, { x: 4, y: 0, width: 2, height: 2 }, { x: 1, y: 1, width: 1, height: 1 }])).toBe(8);
  });
});
