/** Which pictures are made of one, what they are called and what is said of them: A1111's preprocess_work (facts, 4.2). */
import { describe, expect, it } from 'vitest';
import { boxOfCrop, coverCrop, cropAxes } from '../../../src/images/crops/crop';
import { wrongOptions } from '../../../src/images/prepare/check-options';
import { preparedCaption, preparedName } from '../../../src/images/prepare/names';
import { AUTO_SIZE_ON, FOCAL_ON, PREPARE_DEFAULTS, SPLIT_ON, type PrepareOptions } from '../../../src/images/prepare/options';
import { planPictures, plannedPictures, wantsFocus } from '../../../src/images/prepare/plan';

const size = (width: number, height: number) => ({ width, height });
const options = (more: Partial<PrepareOptions>): PrepareOptions => ({ ...PREPARE_DEFAULTS, ...more });
const FOCUS = coverCrop(size(1000, 1000), size(512, 512));
const made = (width: number, height: number, more: Partial<PrepareOptions>) => planPictures(size(width, height), options(more), undefined, () => FOCUS);
const kinds = (...args: Parameters<typeof made>) => made(...args).map(({ by }) => by);

describe('which pictures are made', () => {
  it('is one, covered, as it comes', () => {
    expect(made(1920, 1080, {})).toEqual([{ by: 'cover', crop: coverCrop(size(1920, 1080), size(512, 512)) }]);
  });

  it('is what every option adds, in the original’s order', () => {
    const all = { split: SPLIT_ON, focal: FOCAL_ON, autoSize: { ...AUTO_SIZE_ON, threshold: 1 }, keepOriginal: true };
    expect(kinds(2048, 512, all)).toEqual(['split', 'split', 'split', 'split', 'split', 'focal', 'auto-size', 'original']);
  });

  it('is the cover where an option that is on has nothing to do', () => {
    expect(kinds(600, 512, { split: SPLIT_ON })).toEqual(['cover']);
    expect(kinds(700, 700, { focal: FOCAL_ON })).toEqual(['cover']);
    expect(kinds(700, 700, { focal: FOCAL_ON, keepOriginal: true })).toEqual(['original']);
  });

  it('is nothing where auto-sized cropping finds no size', () => {
    expect(kinds(3000, 500, { autoSize: AUTO_SIZE_ON })).toEqual([]);
    expect(kinds(3000, 500, { autoSize: AUTO_SIZE_ON, keepOriginal: true })).toEqual(['original']);
    expect(kinds(3000, 500, { autoSize: AUTO_SIZE_ON, split: SPLIT_ON })).toEqual(Array(8).fill('split'));
  });

  it('looks for a focus only where that is asked for, once', () => {
    let looks = 0;
    const look = () => (looks++, FOCUS);
    planPictures(size(900, 600), options({}), undefined, look);
    planPictures(size(600, 600), options({ focal: FOCAL_ON }), undefined, look);
    planPictures(size(900, 600), options({ focal: FOCAL_ON }), { x: 0, y: 0, width: 9, height: 9 }, look);
    expect(looks).toBe(0);
    planPictures(size(900, 600), options({ focal: FOCAL_ON }), undefined, look);
    expect(looks).toBe(1);
    expect(() => planPictures(size(900, 600), options({ focal: FOCAL_ON }))).toThrow('internal');
    expect(wantsFocus(size(900, 600), options({ focal: FOCAL_ON }))).toBe(true);
  });
});

describe('a hand crop', () => {
  const hand = { x: 100, y: 50, width: 300, height: 300 };
  const cut = (box: typeof hand, more: Partial<PrepareOptions> = {}) => planPictures(size(900, 600), options(more), box);

  it('wins over all automatic ones; the original is kept beside it', () => {
    const all = { split: SPLIT_ON, focal: FOCAL_ON, autoSize: AUTO_SIZE_ON, keepOriginal: true };
    expect(cut(hand, all).map(({ by }) => by)).toEqual(['hand', 'original']);
  });

  it('is what is kept', () => {
    const [{ crop }] = cut(hand);
    const { x, y, width, height } = boxOfCrop(crop);
    expect([x, y].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([100, 50]);
    expect([width, height]).toEqual([300, 300]);
    const { horizontal, vertical } = cropAxes(crop);
    expect([horizontal.length, vertical.length]).toEqual([512, 512]);
  });

  it('of another ratio is cut around its own middle', () => {
    expect(boxOfCrop(cut({ x: 100, y: 50, width: 400, height: 200 })[0].crop)).toEqual({ x: 200, y: 50, width: 200, height: 200 });
  });

  it('gets the size that suits it where sizes may differ', () => {
    const [one] = plannedPictures(cut({ x: 0, y: 0, width: 600, height: 400 }, { autoSize: AUTO_SIZE_ON }), options({}));
    expect(one).toEqual({ by: 'hand', width: 768, height: 512, box: { x: 0, y: 0, width: 600, height: 400 } });
  });

  it('that reaches out of the picture ends where the picture does', () => {
    expect(boxOfCrop(cut({ x: -50, y: 400, width: 350, height: 500 })[0].crop)).toEqual({ x: 50, y: 400, width: 200, height: 200 });
    const { x, y, width, height } = boxOfCrop(cut({ x: 5000, y: 5000, width: 10, height: 10 })[0].crop);
    expect([x, y, width, height].map((value) => Math.round(value))).toEqual([899, 599, 1, 1]);
  });
});

it('flipped copies follow each picture, in one order', () => {
  const wanted = options({ flips: ['both', 'horizontal', 'vertical'], keepOriginal: true, width: 64, height: 64 });
  const list = plannedPictures(planPictures(size(640, 320), wanted, { x: 0, y: 0, width: 320, height: 320 }), wanted);
  expect(list.map(({ by, flip }) => `${by} ${flip ?? ''}`)).toEqual([
    'hand ', 'hand horizontal', 'hand vertical', 'hand both', 'original ', 'original horizontal', 'original vertical', 'original both',
  ]);
  expect(list[7]).toMatchObject({ width: 640, height: 320, box: { x: 0, y: 0, width: 640, height: 320 } });
});

describe('names', () => {
  it.each([
    [0, 0, 'fox.jpg', '00000-0-fox.png'], [12, 3, 'set/a.b.webp', '00012-3-a.b.png'], [123456, 10, '狐狸.png', '123456-10-狐狸.png'], [1, 0, '.png', '00001-0-.png.png'],
  ])('%i, %i, %s: %s', (index, subindex, source, name) => {
    expect(preparedName(index, subindex, source)).toBe(name);
  });
});

describe('captions', () => {
  const said = ['a fox', '1girl, tail'];

  it.each([
    ['ignore', 'a fox, 1girl, tail'], ['copy', 'red'], ['prepend', 'red a fox, 1girl, tail'], ['append', 'a fox, 1girl, tail red'],
  ] as const)('%s', (action, caption) => {
    expect(preparedCaption('red', said, action)).toBe(caption);
  });

  it.each([['ignore', ''], ['copy', 'red'], ['prepend', 'red'], ['append', 'red']] as const)('%s where nobody said anything', (action, caption) => {
    expect(preparedCaption('red', ['', ''], action)).toBe(caption);
    expect(preparedCaption(' ', [], action)).toBe('');
  });
});

describe('options that cannot be worked with', () => {
  it.each([
    ['size', { width: 60 }], ['size', { height: 513 }], ['size', { width: 4096 }], ['size', { step: 0 }], ['size', { step: NaN }],
    ['split', { split: { threshold: 0.5, overlap: 0.95 } }], ['split', { split: { threshold: -1, overlap: 0 } }],
    ['focal', { focal: { ...FOCAL_ON, face: NaN } }], ['autoSize', { autoSize: { ...AUTO_SIZE_ON, minSide: 800 } }],
    ['autoSize', { autoSize: { ...AUTO_SIZE_ON, minArea: 500_000 } }], ['autoSize', { autoSize: { ...AUTO_SIZE_ON, maxSide: 1e9 } }],
    ['flips', { flips: undefined }], ['existing', { existing: 'keep' }],
  ])('%s: %o', (part, more) => {
    expect(wrongOptions({ ...PREPARE_DEFAULTS, ...more })).toEqual([part]);
  });

  it('the defaults can, with everything on', () => {
    expect(wrongOptions({ ...PREPARE_DEFAULTS, split: SPLIT_ON, focal: FOCAL_ON, autoSize: AUTO_SIZE_ON, step: 64, flips: ['both'] })).toEqual([]);
    expect(wrongOptions(undefined).length).toBeGreaterThan(0);
  });
});
