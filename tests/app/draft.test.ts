/** What is typed becomes settings, or one problem a field. */
import { describe, expect, test } from 'vitest';
import { findProblems, findWarnings, type DraftContext } from '../../src/app/logic/fields/check-draft';
import { defaults } from '../../src/app/logic/fields/defaults';
import { CHOICES, DIALS, PRESETS, RANGES, SWITCHES, type Draft, type DraftKey } from '../../src/app/logic/fields/draft';
import { DRAWER_KEYS, findFields } from '../../src/app/logic/fields/drawer';
import { readDraft } from '../../src/app/logic/fields/read-draft';
import { draftOf } from '../../src/app/logic/fields/write-draft';
import { en } from '../../src/app/text/en';
import { zh } from '../../src/app/text/zh';
import { TEMPLATES } from '../../src/text/templates';

const draft = (changes: Partial<Draft> = {}): Draft => ({ ...defaults('tiny', 'object', 'balanced'), name: 'mug', ...changes });
const problem = (changes: Partial<Draft>, context: Partial<DraftContext> = {}) => {
  const found = Object.entries(findProblems(draft(changes), { sizeStep: 16, ...context }));
  return found.map(([key, { code, values }]) => [key, code, values] as const);
};

/** Every field otherwise than it is by itself. */
const ALL: Partial<Draft> = {
  startKind: 'average', startText: 'cat, dog', vectors: '5', steps: '77', rate: '0.01:0.5, 0.002', batch: '3', accumulate: '2', seed: '9', negative: 'on',
  cosine: 'on', warmup: '0.05', clipMode: 'norm', clipValue: '1:20, 0.5', clipScaled: 'on', template: 'own', templateText: 'a [name]\nthe [name]',
  shuffleTags: 'on', tagDropout: '0.2', clipSkip: '2', size: 'other', width: '96', height: '64', buckets: 'on', maskLoss: 'on', latentSampling: 'random',
  latentVae: 'vae-1', minSnr: '5', huber: '0.1', noiseOffset: '0.05', normDecay: '100', ema: '0.99', previewEvery: '7', previewPrompt: '[name] on the moon',
  previewNegative: 'rain', sampler: 'euler_a', previewSteps: '9', guidance: '5.5', previewSeed: '3', previewSize: 'other', previewWidth: '48',
  previewHeight: '64', evalEvery: '11', evalItems: '12', best: 'stop', patience: '4', saveEvery: '6', embeddingEvery: '13', cardEvery: '14',
  recompute: 'on', storage: 'f32',
};

describe('fields', () => {
  test('of the drawer are all but the four above it and the word to go on with', () => {
    const above: DraftKey[] = ['name', 'startText', 'startId', 'vectors', 'steps'];
    expect([...above, ...DRAWER_KEYS].sort()).toEqual(Object.keys(draft()).sort());
  });

  test('are found by what they are called, in either language and in A1111', () => {
    const keys = (query: string, text: typeof en) => findFields(query, text).flatMap((group) => group.keys);
    expect(keys('gamma', en)).toEqual(['minSnr']);
    expect(keys('Gradient clip VALUE', en)).toEqual(['clipValue', 'clipScaled']);
    expect(keys('滑动', zh)).toEqual(['ema']);
    expect(keys('this gpu', en)).toEqual(['recompute', 'storage']);
    expect(keys('zzz', en)).toEqual([]);
    expect(keys('', en)).toEqual(DRAWER_KEYS);
  });
});

describe('defaults', () => {
  const profiles = ['tiny', 'full'] as const;
  const choices = profiles.flatMap((profile) => PRESETS.flatMap((preset) => DIALS.map((dial) => ({ profile, preset, dial }))));

  test.each(choices)('are settings without a problem: $profile, $preset, $dial', ({ profile, preset, dial }) => {
    for (const captioned of [false, true]) {
      const fields = { ...defaults(profile, preset, dial, captioned), name: 'x' };
      expect(findProblems(fields)).toEqual({});
      if (profile === 'full') expect(readDraft(fields).templates.some((line) => line.includes('[filewords]'))).toBe(captioned);
    }
  });

  test('of the bundled model are what its demo was made with, and ask for nothing beyond', () => {
    expect(readDraft(draft())).toEqual({
      name: 'mug', startText: 'emoji', vectors: 4, steps: 300, rate: '0.003:150, 0.001', batch: 2, minSnr: 0.1, accumulate: 1, templates: TEMPLATES.emoji, seed: 1,
      clip: { mode: 'off', value: 0 }, storage: 'auto', recompute: 'auto', latentVae: 'model', saveEvery: 20, evalItems: 96, evalEvery: 150,
      preview: { every: 60, prompt: '', negative: '', sampler: 'ddim', steps: 12, guidance: 3, seed: 1 },
    });
  });

  test('of the bundled model learn a style from more pictures a step, and from quieter steps', () => {
    expect(defaults('tiny', 'style', 'balanced')).toMatchObject({ steps: '300', vectors: '4', rate: '0.003:150, 0.0005', batch: '8', minSnr: '2', previewPrompt: 'cat face, [name]' });
    expect(defaults('tiny', 'character', 'balanced')).toMatchObject({ rate: '0.003:150, 0.001', batch: '2', minSnr: '0.1' });
  });

  test('of the bundled model learn a thing faster where there are few steps', () => {
    const rates = (preset: 'object' | 'style') => DIALS.map((dial) => defaults('tiny', preset, dial).rate);
    expect(rates('object')).toEqual(['0.005', '0.003:150, 0.001', '0.003:150, 0.001']);
    expect(new Set(rates('style'))).toEqual(new Set(['0.003:150, 0.0005']));
  });

  test('of a real model are the guides’', () => {
    const steps = (preset: 'style' | 'character') => DIALS.map((dial) => Number(defaults('full', preset, dial).steps));
    expect(steps('character').slice(1)).toEqual([15_000, 40_000]);
    expect(steps('style').slice(1)).toEqual([40_000, 80_000]);
    for (const preset of PRESETS) {
      expect(defaults('full', preset, 'quick')).toMatchObject({ rate: '0.005', batch: '1', best: 'stop' });
      expect(defaults('full', preset, 'careful').best).toBe('keep');
    }
  });
});

describe('settings', () => {
  test('say what was asked for in every field', () => {
    expect(readDraft(draft(ALL))).toEqual({
      name: 'mug', startText: 'cat, dog', startKind: 'average', vectors: 5, steps: 77, rate: '0.01:0.5, 0.002', batch: 3, accumulate: 2,
      templates: ['a [name]', 'the [name]'], seed: 9, clip: { mode: 'norm', value: 1, schedule: '1:20, 0.5', gradients: 'scaled' },
      width: 96, height: 64, storage: 'f32', recompute: 'on', latentVae: { modelId: 'vae-1' }, saveEvery: 6, evalItems: 12, evalEvery: 11,
      preview: { every: 7, prompt: '[name] on the moon', negative: 'rain', sampler: 'euler_a', steps: 9, guidance: 5.5, seed: 3, width: 48, height: 64 },
      negative: true, rateShape: 'cosine', warmup: 0.05, shuffleTags: true, tagDropout: 0.2, clipSkip: 2, resize: 'buckets', lossWeight: 'mask',
      latentSampling: 'random', minSnr: 5, huber: 0.1, noiseOffset: 0.05, normDecay: 100, ema: 0.99, best: 'stop', patience: 4,
      embeddingEvery: 13, cardEvery: 14,
    });
  });

  test('and fields say the same: all of them, and those of every preset', () => {
    const all = draft(ALL);
    expect(draftOf(readDraft(all))).toEqual(all);
    const other = draft({ startKind: 'embedding', startId: 'w', size: '96', previewSize: '48', template: 'style', clipMode: 'value', clipValue: '0.3' });
    expect(readDraft(draftOf(readDraft(other)))).toEqual(readDraft(other));
    for (const preset of PRESETS) {
      const read = readDraft({ ...defaults('full', preset, 'careful', true), name: 'x' });
      expect(readDraft(draftOf(read))).toEqual(read);
    }
  });

  test.each([['1.0', 300], ['1', 1], ['.25', 0.25], ['40', 40], ['', undefined], ['0', undefined]])('a warm-up of “%s” is %s', (warmup, value) => {
    expect(readDraft(draft({ warmup })).warmup).toBe(value);
  });

  test('own sentences: one a line, blank lines out', () => {
    const lines = (template: string) => readDraft(draft({ template, templateText: ' a [name] \n\nthe [name]\n' })).templates;
    expect(lines('own')).toEqual(['a [name]', 'the [name]']);
    expect(lines('kept/mine')).toEqual(['a [name]', 'the [name]']);
  });
});

describe('problems', () => {
  test.each([
    [{ name: '' }, 'name', 'word.name-empty', {}],
    [{ name: '  ' }, 'name', 'word.name-empty', {}],
    [{ name: 'a/b' }, 'name', 'word.name-characters', { character: '/' }],
    [{ name: 'mug 🐙' }, 'name', 'word.name-characters', { character: '🐙' }],
    [{ vectors: '0' }, 'vectors', 'word.vectors', { value: '0' }],
    [{ vectors: '76' }, 'vectors', 'word.vectors', { value: '76' }],
    [{ vectors: '' }, 'vectors', 'word.vectors', { value: '–' }],
    [{ vectors: '1.5' }, 'vectors', 'word.vectors', { value: '1.5' }],
    [{ startKind: 'average', startText: ' , ' }, 'startText', 'start.average', {}],
    [{ startKind: 'phrase' }, 'startText', 'start.counting', {}],
    [{ startKind: 'embedding' }, 'startId', 'start.missing', {}],
    [{ rate: '0' }, 'rate', 'rate.not-positive', { part: '0' }],
    [{ rate: 'abc' }, 'rate', 'rate.number', { part: 'abc' }],
    [{ rate: '0.005:-0.5' }, 'rate', 'rate.step', { part: '0.005:-0.5' }],
    [{ warmup: '1.5' }, 'warmup', 'settings.warmup', { text: '1.5' }],
    [{ warmup: '-1' }, 'warmup', 'settings.warmup', { text: '-1' }],
    [{ warmup: 'soon' }, 'warmup', 'settings.warmup', { text: 'soon' }],
    [{ clipMode: 'value', clipValue: '-1' }, 'clipValue', 'clip.schedule', { part: '-1' }],
    [{ clipMode: 'norm', clipValue: '' }, 'clipValue', 'clip.schedule', { part: '–' }],
    [{ clipMode: 'norm', clipValue: '1:20, x' }, 'clipValue', 'clip.schedule', { part: 'x' }],
    [{ template: 'own', templateText: ' \n ' }, 'templateText', 'settings.templates-empty', {}],
    [{ size: 'other', width: '50' }, 'width', 'settings.size', { value: 50, step: 16 }],
    [{ size: 'other', height: '5000' }, 'height', 'settings.whole', { text: '5000' }],
    [{ previewSize: 'other', previewWidth: '50' }, 'previewWidth', 'settings.size', { value: 50, step: 16 }],
    [{ previewSize: 'other', previewHeight: '' }, 'previewHeight', 'settings.whole', { text: '' }],
    [{ best: 'keep', evalEvery: '0' }, 'best', 'settings.best-evaluation', {}],
    [{ best: 'stop', evalItems: '0' }, 'best', 'settings.best-evaluation', {}],
    [{ best: 'stop', patience: '0' }, 'patience', 'settings.whole', { text: '0' }],
  ] as [Partial<Draft>, string, string, object][])('%j', (changes, key, code, values) => {
    const found = problem(changes);
    expect(found.map(([field, what]) => [field, what])).toEqual([[key, code]]);
    expect(found[0][2]).toMatchObject(values);
  });

  const ELSEWHERE: DraftKey[] = ['vectors', 'width', 'height', 'previewWidth', 'previewHeight', 'patience'];
  const numbers = (Object.keys(RANGES) as DraftKey[]).filter((key) => !ELSEWHERE.includes(key));

  test.each(numbers)('%s: nothing, words, too little, too much, parts of whole numbers', (key) => {
    const { min, max, whole } = RANGES[key]!;
    const code = whole ? 'settings.whole' : 'settings.number';
    const wrong = ['', ' ', 'many', 'NaN', '1e999', String(min - 1), String(max + 1), ...(whole ? [String(min + 0.5)] : [])];
    for (const text of wrong) expect(problem({ [key]: text }), text).toContainEqual([key, code, { text, min, max }]);
    for (const text of [String(min), String(max), ` ${max} `]) expect(problem({ [key]: text }).filter(([field]) => field === key), text).toEqual([]);
  });

  test('every code has a sentence in both languages', () => {
    for (const code of ['start.counting', 'start.phrase-length', 'clip.schedule', 'settings.warmup', 'settings.templates-empty', 'settings.best-evaluation']) {
      expect(en.failures).toHaveProperty([code]);
      expect(zh.failures).toHaveProperty([code]);
    }
  });

  test('of fields without effect are none', () => {
    const idle = { clipMode: 'off', clipValue: 'x', template: 'style', templateText: '', width: 'x', previewWidth: 'x', patience: 'x', startId: 'gone' };
    expect(problem(idle)).toEqual([]);
    expect(problem({ startKind: 'embedding', startId: 'w', vectors: 'x', startText: '' }, { startWord: { name: 'w', width: 4, count: 2 } })).toEqual([]);
  });

  test('of a phrase are its tokens', () => {
    const phrase = { startKind: 'phrase', startText: 'a red cup' };
    expect(problem(phrase, { tokens: 3 })).toEqual([]);
    for (const tokens of [0, 76]) expect(problem(phrase, { tokens })).toEqual([['startText', 'start.phrase-length', { tokens, most: 75 }]]);
  });

  test('of a word to go on with: its vectors are not this model’s', () => {
    const word = { startKind: 'embedding', startId: 'w' };
    expect(problem(word, { startWord: { name: 'w', width: 768, count: 2 }, width: 1024 })).toEqual([['startId', 'start.width', { name: 'w', width: 768, need: 1024 }]]);
    expect(problem(word, { startWord: { name: 'w', width: 768, count: 2 } })).toEqual([]);
  });

  test('of a word to go on with: more vectors than a prompt holds', () => {
    const word = { startKind: 'embedding', startId: 'w' };
    expect(problem(word, { startWord: { name: 'w', width: 768, count: 76 } })).toEqual([['startId', 'start.count', { name: 'w', count: 76, most: 75 }]]);
    expect(problem(word, { startWord: { name: 'w', width: 768, count: 75 } })).toEqual([]);
  });
});

describe('warnings', () => {
  const warnings = (changes: Partial<Draft>, tokens?: number) => findWarnings(draft(changes), { tokens });

  test('empty start text means zeros, where it is a text', () => {
    expect(warnings({ startText: ' ' }, 0).startText?.code).toBe('word.start-empty');
    expect(warnings({ startText: ' ', startKind: 'embedding' }, 0).startText).toBeUndefined();
  });

  test('more tokens than vectors: the first are used', () => {
    const long = { code: 'word.start-long', values: { tokens: 5, vectors: 4 } };
    expect(warnings({ startText: 'a red cup of tea' }, 5).startText).toEqual(long);
    expect(warnings({ startText: 'red cup' }, 2).startText).toBeUndefined();
    expect(warnings({ startText: 'red cup' }).startText).toBeUndefined();
  });

  test('a schedule that ends early ends the run', () => {
    expect(warnings({ rate: '0.02:100', steps: '300' }, 1).rate?.values).toEqual({ step: 100 });
    expect(warnings({ rate: '0.003:150, 0.001', steps: '300' }, 1).rate).toBeUndefined();
  });

  test('sentences without [name], all or some, beside what they were chosen or typed in', () => {
    expect(warnings({ template: 'own', templateText: 'a photo' }).templateText).toEqual({ code: 'settings.templates', values: { count: 1, lines: 1 } });
    expect(warnings({ template: 'own', templateText: 'a photo\n[name]\nx' }).templateText).toEqual({ code: 'settings.templates-some', values: { count: 2, lines: 3 } });
    expect(warnings({ template: 'hypernetwork' }).template?.code).toBe('settings.templates');
    for (const template of Object.keys(TEMPLATES).filter((name) => name !== 'hypernetwork' && name !== 'none')) {
      expect(warnings({ template }).template, template).toBeUndefined();
    }
  });
});

test('fields with answers and switches have a text for each in both languages', () => {
  for (const { choices, fields } of [en, zh]) {
    for (const [key, values] of Object.entries(CHOICES)) {
      expect(Object.keys(choices[key as keyof typeof choices]).sort()).toEqual([...values].sort());
    }
    for (const key of SWITCHES) expect(fields[key].label).toBeTruthy();
  }
});
