/** What the bundled model has never seen is what the app offers to teach it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { captionsOf } from './captions.mjs';
import { HELD_OUT, HELD_OUT_SETS, heldOutIn, SETS, STYLE_PICTURES, taughtSubjects } from './subjects.mjs';

interface DemoSet {
  id: string;
  kind: 'subject' | 'style';
  pictures: string[];
}

const demo = JSON.parse(readFileSync('public/demo/index.json', 'utf8')) as { sets: DemoSet[] };
const taught = taughtSubjects();

describe('the taught subjects', () => {
  it('are many, each once', () => {
    expect(taught.length).toBeGreaterThan(500);
    expect(new Set(taught.map(({ name }) => name)).size).toBe(taught.length);
  });

  it('hold none that is held out, under any longer name either', () => {
    expect(taught.filter(({ name }) => heldOutIn(name))).toEqual([]);
    expect(heldOutIn('closed-umbrella')).toBe('umbrella');
  });

  it('are told of in captions without a held-out word and without a held-out set', () => {
    const sets = Object.keys(SETS).filter((set) => !HELD_OUT_SETS.includes(set));
    const captions = taught.flatMap((subject) => sets.flatMap((set) => captionsOf({ ...subject, set })));
    const words = new Set(captions.flatMap(({ text }) => text.match(/[a-z0-9]+/g)));
    expect([...HELD_OUT, ...HELD_OUT_SETS].filter((word) => words.has(word))).toEqual([]);
  });

  it('are drawn by weights that add up to 1', () => {
    const total = captionsOf({ name: 'fox', kind: 'animal', set: 'fluent' }).reduce((sum, { weight }) => sum + weight, 0);
    expect(total).toBeCloseTo(1, 9);
  });
});

describe('the bundled picture sets', () => {
  const of = (kind: string): DemoSet[] => demo.sets.filter((set) => set.kind === kind);

  it('show held-out subjects', () => {
    expect(of('subject').length).toBeGreaterThan(0);
    for (const { id } of of('subject')) expect(HELD_OUT).toContain(id);
  });

  it('show a held-out set as a style, in pictures named by subject', () => {
    expect(of('style').length).toBeGreaterThan(0);
    const names = of('style').flatMap(({ pictures }) => pictures);
    for (const name of names) expect(name).toMatch(new RegExp(`/(${HELD_OUT_SETS.join('|')})-`));
    for (const name of names) expect(STYLE_PICTURES).toContain(/-(.*)\.png$/.exec(name.slice(name.lastIndexOf('/')))![1]);
  });
});
