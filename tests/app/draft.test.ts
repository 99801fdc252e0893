/** What is typed becomes settings, or one problem a field. */
import { describe, expect, test } from 'vitest';
import { defaults } from '../../src/app/logic/defaults';
import { DIALS, PRESETS, type Draft } from '../../src/app/logic/draft';
import { findProblems, findWarnings, readDraft } from '../../src/app/logic/read-draft';
import { TEMPLATES } from '../../src/text/templates';

const draft = (changes: Partial<Draft> = {}): Draft => ({ ...defaults('tiny', 'object', 'balanced'), name: 'mug', ...changes });
const problem = (changes: Partial<Draft>) => {
  const found = Object.entries(findProblems(draft(changes)));
  return found.map(([key, { code, values }]) => [key, code, values] as const);
};

describe('defaults', () => {
  const profiles = ['tiny', 'full'] as const;
  const choices = profiles.flatMap((profile) => PRESETS.flatMap((preset) => DIALS.map((dial) => ({ profile, preset, dial }))));

  test.each(choices)('are settings without a problem: $profile, $preset, $dial', ({ profile, preset, dial }) => {
    for (const captioned of [false, true]) {
      const { templates } = readDraft({ ...defaults(profile, preset, dial, captioned), name: 'x' });
      if (profile === 'full') expect(templates.some((line) => line.includes('[filewords]'))).toBe(captioned);
    }
  });

  test('of the bundled model and of a real one', () => {
    expect(readDraft(draft())).toMatchObject({
      name: 'mug', startText: 'emoji', vectors: 2, steps: 300, accumulate: 1, templates: TEMPLATES.emoji, clip: { mode: 'off' },
      preview: { every: 60, steps: 12, sampler: 'ddim' },
    });
    const full = defaults('full', 'object', 'balanced');
    expect(full).toMatchObject({ rate: '0.005', vectors: '4', batch: '1', steps: '1500' });
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
    [{ rate: '0' }, 'rate', 'rate.not-positive', { part: '0' }],
    [{ rate: 'abc' }, 'rate', 'rate.number', { part: 'abc' }],
    [{ rate: '0.005:-0.5' }, 'rate', 'rate.step', { part: '0.005:-0.5' }],
    [{ steps: '' }, 'steps', 'settings.whole', { text: '' }],
    [{ batch: '0' }, 'batch', 'settings.whole', { min: 1 }],
    [{ guidance: 'x' }, 'guidance', 'settings.number', { text: 'x' }],
    [{ template: 'own', templateText: 'a photo' }, 'templateText', 'settings.templates', {}],
    [{ clipMode: 'value', clipValue: '-1' }, 'clipValue', 'settings.number', { text: '-1' }],
  ] as [Partial<Draft>, string, string, object][])('%j', (changes, key, code, values) => {
    const found = problem(changes);
    expect(found.map(([field, what]) => [field, what])).toEqual([[key, code]]);
    expect(found[0][2]).toMatchObject(values);
    expect(() => readDraft(draft(changes))).toThrow(code);
  });

  test('of fields without effect are none', () => {
    expect(problem({ clipMode: 'off', clipValue: 'x', template: 'style', templateText: 'no slot' })).toEqual([]);
  });
});

describe('warnings', () => {
  test('empty start text means zeros', () => {
    expect(findWarnings(draft({ startText: ' ' }), 0).startText?.code).toBe('word.start-empty');
  });

  test('more tokens than vectors: the first are used', () => {
    const long = { code: 'word.start-long', values: { tokens: 5, vectors: 2 } };
    expect(findWarnings(draft({ startText: 'a red cup of tea' }), 5).startText).toEqual(long);
    expect(findWarnings(draft({ startText: 'red cup' }), 2).startText).toBeUndefined();
    expect(findWarnings(draft({ startText: 'red cup' }), undefined).startText).toBeUndefined();
  });

  test('a schedule that ends early ends the run', () => {
    expect(findWarnings(draft({ rate: '0.02:100', steps: '300' }), 1).rate?.values).toEqual({ step: 100 });
    expect(findWarnings(draft({ rate: '0.02:100, 0.005', steps: '300' }), 1).rate).toBeUndefined();
  });
});

test('own sentences: one a line, blank lines out', () => {
  const { templates } = readDraft(draft({ template: 'own', templateText: ' a [name] \n\nthe [name]\n' }));
  expect(templates).toEqual(['a [name]', 'the [name]']);
});
