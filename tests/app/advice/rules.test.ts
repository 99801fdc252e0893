/** What experience says of data sets, rule by rule. */
import { describe, expect, it } from 'vitest';
import { advise } from '../../../src/app/logic/advice/advise';
import type { Advice, AdviceBasis, AdviceCode, AdviceSettings, JudgedPicture } from '../../../src/app/logic/advice/advice';
import { namesOf } from '../../../src/app/logic/advice/captions';
import { advisedVectors } from '../../../src/app/logic/advice/numbers';
import { adviceSettings } from '../../../src/app/logic/advice/settings';
import { defaults } from '../../../src/app/logic/fields/defaults';
import { adviceText } from '../../../src/app/text/advice-text';
import { en } from '../../../src/app/text/en';
import { zh } from '../../../src/app/text/zh';

const LOOKS = { sharpness: 500, hash: '0'.repeat(32), plain: 1, clear: 0 };
const SETTINGS: AdviceSettings = {
  preset: 'object', vectors: 3, vectorsFree: true, steps: 2000, batch: 1, accumulate: 1, width: 512, height: 512, buckets: false,
  maskLoss: false, usesCaptions: true, word: 'my-cat', startKind: 'text', startText: 'cat',
};

function picture(id: number, changes: Partial<JudgedPicture> = {}): JudgedPicture {
  return { id: `p${id}`, caption: `on a table, light ${id}`, width: 768, height: 768, looks: LOOKS, ...changes };
}

const pictures = (count: number, change: (i: number) => Partial<JudgedPicture> = () => ({})): JudgedPicture[] =>
  Array.from({ length: count }, (_, i) => picture(i, change(i)));

interface Wish {
  set?: readonly JudgedPicture[];
  settings?: Partial<AdviceSettings>;
  pairs?: AdviceBasis['pairs'];
}

const said = ({ set = pictures(40), settings = {}, pairs = [] }: Wish): Advice[] =>
  advise({ pictures: set, pairs, settings: { ...SETTINGS, ...settings } });

const find = (wish: Wish, code: AdviceCode): Advice | undefined => said(wish).find((advice) => advice.code === code);
const codes = (wish: Wish): AdviceCode[] => said(wish).map(({ code }) => code);

describe('advice', () => {
  it('has nothing but good to say of a good set', () => {
    const all = said({});
    expect(all.map(({ severity }) => severity)).toEqual(all.map(() => 'good'));
    expect(codes({}).sort()).toEqual(['alike-none', 'blur-none', 'captions-all', 'count-enough', 'ground-plain', 'ratio-fit', 'size-enough', 'vectors-fit'].sort());
  });

  it('says what matters most first', () => {
    const order = said({ set: pictures(2), settings: { maskLoss: true } }).map(({ severity }) => severity);
    expect(order).toEqual([...order].sort((a, b) => ['warn', 'note', 'good'].indexOf(a) - ['warn', 'note', 'good'].indexOf(b)));
    expect(new Set(order)).toEqual(new Set(['warn', 'note', 'good']));
  });

  it('says nothing it has not measured, and does not stumble over an empty set', () => {
    const unmeasured = codes({ set: pictures(40, () => ({ looks: undefined })), pairs: undefined });
    expect(unmeasured).not.toContain('blur-none');
    expect(unmeasured).not.toContain('alike-none');
    expect(unmeasured).not.toContain('ground-plain');
    expect(codes({ set: [] })).toEqual(['count-first']);
  });

  it('survives fields that are typed wrong', () => {
    const settings = { vectors: NaN, steps: NaN, batch: NaN, width: NaN, height: NaN };
    expect(codes({ settings })).toEqual(expect.arrayContaining(['count-enough']));
    expect(codes({ settings }).some((code) => /^(vectors|steps|batch|size|ratio)/.test(code))).toBe(false);
  });

  it('is a sentence in both languages, whole and without gaps', () => {
    const sets: Wish[] = [
      {}, { set: pictures(1), settings: { batch: 4, steps: 0, vectors: 30 } }, { set: pictures(8), settings: { preset: 'style' } }, { set: pictures(8) },
      { set: pictures(200), settings: { vectors: 2 } }, { set: pictures(3, (i) => ({ width: 100 + i, looks: { ...LOOKS, sharpness: 1, plain: 0, clear: 0.5 } })) },
      { set: pictures(4, (i) => (i % 2 ? { width: 2000, caption: 'a cat' } : { height: 2000 })), pairs: [['p0', 'p1']] }, { settings: { maskLoss: true } },
      { set: pictures(9, () => ({ height: 3000 })) }, { set: pictures(9, (i) => (i ? {} : { caption: '' })) }, { settings: { usesCaptions: false } },
      { set: pictures(9, () => ({ caption: 'same' })) }, { set: pictures(9, () => ({ caption: '' })), settings: { preset: 'style' } },
      { set: pictures(3, () => ({ mask: new Blob() })), settings: { maskLoss: true } },
    ];
    const all = sets.flatMap(said);
    for (const advice of all) {
      for (const [text, locale] of [[en, 'en'], [zh, 'zh-CN']] as const) {
        const { what, why, next } = adviceText(advice, text, locale);
        expect(`${what} ${why} ${next}`, advice.code).not.toMatch(/\{\w+\}|NaN|undefined/);
      }
    }
    expect([...new Set(all.map(({ code }) => code))].sort()).toEqual(Object.keys(en.advice.rules).sort());
  });
});

describe('numbers', () => {
  it.each([
    [1, 'object', 'count-first', 'warn'], [2, 'style', 'count-first', 'warn'], [3, 'object', 'count-thing', 'note'], [29, 'object', 'count-thing', 'note'],
    [8, 'style', 'count-few', 'warn'], [29, 'character', 'count-few', 'warn'], [30, 'style', 'count-enough', 'good'], [30, 'object', 'count-enough', 'good'],
  ] as const)('%i pictures, %s: %s', (count, preset, code, severity) => {
    expect(find({ set: pictures(count), settings: { preset } }, code)?.severity).toBe(severity);
  });

  it.each([[1, 3], [99, 3], [100, 3], [200, 14], [300, 24], [5000, 24]])('%i pictures: %i vectors', (count, vectors) => {
    expect(advisedVectors(count)).toBe(vectors);
  });

  it('advises another number of vectors, and offers it where the field decides', () => {
    expect(find({ settings: { vectors: 4 } }, 'vectors-many')).toMatchObject({ severity: 'note', actions: [{ set: ['vectors', '3'] }] });
    expect(find({ settings: { vectors: 7 } }, 'vectors-many')?.severity).toBe('warn');
    expect(find({ settings: { vectors: 7, vectorsFree: false } }, 'vectors-many')?.actions).toEqual([]);
    expect(find({ set: pictures(300) }, 'vectors-few')).toMatchObject({ severity: 'note', values: { advised: 24 } });
    expect(codes({ settings: { vectors: 1 } })).toContain('vectors-fit');
  });

  it('counts which pictures come up at all', () => {
    expect(find({ settings: { steps: 39 } }, 'steps-unseen')).toMatchObject({ severity: 'warn', values: { seen: 39, pictures: 40 } });
    expect(codes({ settings: { steps: 5, batch: 4, accumulate: 2 } })).not.toContain('steps-unseen');
    expect(find({ settings: { batch: 41 } }, 'batch-repeats')?.actions).toEqual([{ set: ['batch', '40'] }]);
    expect(codes({ settings: { batch: 40 } })).not.toContain('batch-repeats');
  });
});

describe('shapes', () => {
  it('names pictures below the training size', () => {
    const small = (width: number, settings = {}) => find({ set: pictures(40, (i) => (i === 7 ? { width } : {})), settings }, 'size-small');
    expect(small(512)).toBeUndefined();
    expect(small(500)).toMatchObject({ severity: 'note', pictures: ['p7'] });
    expect(small(300)?.severity).toBe('warn');
    // 400 × 768 has more pixels than 512 × 512
    expect(small(400, { buckets: true })).toBeUndefined();
    expect(small(300, { buckets: true })?.severity).toBe('note');
  });

  it('names what is cut off', () => {
    expect(codes({ set: pictures(40, () => ({ width: 1024 })) })).toContain('ratio-fit'); // 4 : 3
    expect(find({ set: pictures(40, (i) => (i < 5 ? { width: 1152 } : {})) }, 'ratio-cut')).toMatchObject({ severity: 'note', values: { count: 5 } });
    const all = { set: pictures(40, () => ({ width: 1152 })) };
    expect(find(all, 'ratio-cut')?.severity).toBe('warn');
    expect(find({ ...all, settings: { buckets: true } }, 'ratio-cut')).toBeUndefined();
    expect(find({ ...all, settings: { width: 768 } }, 'ratio-cut')).toBeUndefined();
    expect(find({ set: pictures(40, (i) => (i % 2 ? { width: 1536 } : { height: 1536 })) }, 'ratio-mixed')?.pictures).toHaveLength(40);
  });
});

describe('looks', () => {
  const looking = (looks: Partial<typeof LOOKS>, from = 0, to = 40) => pictures(40, (i) => (i >= from && i < to ? { looks: { ...LOOKS, ...looks } } : {}));

  it('names what is blurred', () => {
    expect(find({ set: looking({ sharpness: 59 }, 3, 5) }, 'blur-soft')).toMatchObject({ severity: 'warn', pictures: ['p3', 'p4'] });
    expect(codes({ set: looking({ sharpness: 60 }) })).toContain('blur-none');
  });

  it('names near duplicates that are still there', () => {
    const pairs = [['p1', 'p2'], ['p1', 'gone']] as const;
    expect(find({ pairs }, 'alike-pairs')).toMatchObject({ severity: 'warn', values: { count: 1 }, pairs: [['p1', 'p2']] });
    expect(codes({ pairs: [['p1', 'gone']] })).toContain('alike-none');
  });

  it('asks for plain grounds of things, not of styles', () => {
    expect(find({ set: looking({ plain: 0.5 }, 0, 21) }, 'ground-busy')).toMatchObject({ severity: 'note', values: { count: 21 } });
    expect(codes({ set: looking({ plain: 0.5 }, 0, 20) })).toContain('ground-plain');
    for (const settings of [{ preset: 'style' as const }, { maskLoss: true }]) {
      expect(codes({ set: looking({ plain: 0.5 }), settings }).some((code) => code.startsWith('ground'))).toBe(false);
    }
  });

  it('sees masks and transparent parts, used or not', () => {
    const clear = looking({ clear: 0.02 }, 0, 2);
    expect(find({ set: clear }, 'mask-unused')).toMatchObject({ pictures: ['p0', 'p1'], actions: [{ set: ['maskLoss', 'on'] }] });
    expect(find({ set: pictures(40, (i) => (i === 9 ? { mask: new Blob(), looks: undefined } : {})) }, 'mask-unused')?.pictures).toEqual(['p9']);
    expect(find({ set: clear, settings: { maskLoss: true } }, 'mask-used')?.severity).toBe('good');
    expect(codes({ settings: { maskLoss: true } })).toContain('mask-nothing');
    expect(codes({ set: looking({ clear: 0.01 }) }).some((code) => code.startsWith('mask'))).toBe(false);
  });
});

describe('captions', () => {
  const captioned = (caption: (i: number) => string) => pictures(40, (i) => ({ caption: caption(i) }));

  it('misses some, all, or the sentences that use them', () => {
    expect(find({ set: captioned((i) => (i === 3 ? ' ' : `light ${i}`)) }, 'captions-missing')).toMatchObject({ severity: 'warn', pictures: ['p3'] });
    expect(codes({ set: captioned(() => '') }).some((code) => code.startsWith('captions'))).toBe(false);
    expect(codes({ set: captioned(() => ''), settings: { preset: 'style' } })).toContain('captions-none');
    expect(find({ settings: { usesCaptions: false } }, 'captions-unused')?.values.count).toBe(40);
    expect(codes({ set: captioned(() => 'white ground') })).toContain('captions-same');
  });

  it.each([
    ['a cat on a roof', true], ['two Cats', true], ['a catalogue', false], ['my-cat asleep', true], ['concatenated', false],
    ['black_cat, outdoors', true], ['a dog', false], ['[name] on a roof', false], ['CAT.', true],
  ])('“%s” names the word or its kind: %s', (caption, names) => {
    const found = find({ set: captioned((i) => (i === 2 ? caption : `light ${i}`)) }, 'captions-named');
    expect(found?.pictures ?? []).toEqual(names ? ['p2'] : []);
  });

  it('says which names were found, and only where captions are used', () => {
    const set = captioned((i) => (i ? 'light' : 'a cat called my-cat'));
    expect(find({ set }, 'captions-named')?.values.names).toBe('my-cat, cat');
    expect(find({ set, settings: { usesCaptions: false } }, 'captions-named')).toBeUndefined();
  });

  it('knows names in scripts without spaces, and with signs of patterns in them', () => {
    const named = (word: string, caption: string) => find({ set: captioned(() => caption), settings: { word, startText: '' } }, 'captions-named') !== undefined;
    expect(named('橘猫', '一只橘猫在屋顶上')).toBe(true);
    expect(named('橘猫', '一只黑猫')).toBe(false);
    expect(named('v1.5', 'photo of v1.5')).toBe(true);
    expect(named('v1.5', 'photo of v125')).toBe(false);
    expect(named('.', 'a. b')).toBe(false);
  });

  it('takes names from what the word starts from', () => {
    const of = (changes: Partial<AdviceSettings>) => namesOf({ ...SETTINGS, word: '', ...changes });
    expect(of({ startText: 'an orange  cat' })).toEqual(['an orange  cat', 'cat']);
    expect(of({ startKind: 'average', startText: 'cat, small fox' })).toEqual(['cat', 'small fox', 'fox']);
    expect(of({ startKind: 'embedding', startText: 'cat' })).toEqual([]);
    expect(of({ startText: '' })).toEqual([]);
  });
});

describe('settings', () => {
  const draft = defaults('full', 'object', 'balanced', true);

  it('are what the fields say', () => {
    expect(adviceSettings(draft, 'object', { width: 768, height: 768 })).toMatchObject({ vectors: 4, vectorsFree: true, batch: 1, width: 768, usesCaptions: true, buckets: false });
    expect(adviceSettings(draft, 'object')).toMatchObject({ width: 512, height: 512 });
    expect(adviceSettings({ ...draft, size: '256' }, 'object', { width: 512, height: 512 })).toMatchObject({ width: 256, height: 256 });
    expect(adviceSettings({ ...draft, size: 'other', width: '320', height: '448' }, 'object')).toMatchObject({ width: 320, height: 448 });
    expect(adviceSettings({ ...draft, startKind: 'phrase', vectors: '' }, 'style')).toMatchObject({ vectorsFree: false, vectors: NaN });
  });

  it('look for captions in the sentences chosen', () => {
    expect(adviceSettings({ ...draft, template: 'subject' }, 'object').usesCaptions).toBe(false);
    expect(adviceSettings({ ...draft, template: 'own', templateText: 'a [name], [filewords]' }, 'object').usesCaptions).toBe(true);
    expect(adviceSettings({ ...draft, template: 'own', templateText: '' }, 'object').usesCaptions).toBe(false);
  });
});
