/** Both languages say everything: same keys, same placeholders, and a text for every code that is thrown anywhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from '../../src/app/text/en';
import { failureText } from '../../src/app/text/failure-text';
import { fill, plural } from '../../src/app/text/fill';
import { formatBytes, formatDuration, formatPercent } from '../../src/app/text/format';
import { zh } from '../../src/app/text/zh';

/** `a.b.0` -> sentence */
function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, path ? `${path}/${key}` : key));
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(ts|svelte)$/.test(entry.name) ? [path] : [];
  });
}

/** Codes given to `new Failure(…)` and codes of warnings sent as data. */
const CODE = /(?:new Failure\(|code:)\s*(?:[^'"`;{}]*\?\s*)?'([a-z0-9-]+(?:\.[a-z0-9-]+)*)'(?:\s*:\s*'([a-z0-9-]+(?:\.[a-z0-9-]+)*)')?/g;

export function codesIn(text: string): string[] {
  return [...text.matchAll(CODE)].flatMap(([, first, second]) => (second ? [first, second] : [first]));
}

const thrown = new Set([...sources('src'), ...sources('workers')].flatMap((path) => codesIn(readFileSync(path, 'utf8'))));
const placeholders = (sentence: string) => [...new Set(sentence.match(/\{[\w-]+\}/g))].sort();

describe('two languages', () => {
  test('have the same keys', () => {
    expect(leaves(zh).map(([path]) => path).sort()).toEqual(leaves(en).map(([path]) => path).sort());
  });

  test('have the same placeholders in each sentence', () => {
    const other = new Map(leaves(zh));
    const different = leaves(en).filter(([path, text]) => `${placeholders(text)}` !== `${placeholders(other.get(path)!)}`);
    // English says the count in its singular by a word of its own nowhere, so there is no exception.
    expect(different.map(([path]) => path)).toEqual([]);
  });

  test('leave nothing untranslated', () => {
    const english = new Map(leaves(en));
    // Terms of other programs and examples of prompts are what they are.
    const same = leaves(zh).filter(([path, text]) => text === english.get(path) && /[a-z]{3}/i.test(text.replace(/\{\w+\}/g, '')));
    const allowed = /\/term$|^word\/(example|placeholder)|^page\/name$|^choices\/sampler|\/parts\/(unet|vae)$/;
    expect(same.map(([path]) => path).filter((path) => !allowed.test(path))).toEqual([]);
  });
});

describe('codes', () => {
  test('the search for codes finds them in every form', () => {
    expect(codesIn("throw new Failure('a.b-c', {})")).toEqual(['a.b-c']);
    expect(codesIn("new Failure(whole ? 'x.one' : 'x.two')")).toEqual(['x.one', 'x.two']);
    expect(codesIn("{ code: 'run.kernels-changed', values: {} }")).toEqual(['run.kernels-changed']);
    expect(thrown.size).toBeGreaterThan(20);
  });

  test('that are thrown have a text', () => {
    expect([...thrown].filter((code) => !(code in en.failures)).sort()).toEqual([]);
  });

  test('each text says what, what for the run, what next', () => {
    for (const catalogue of [en.failures, zh.failures]) {
      for (const [code, text] of Object.entries(catalogue)) {
        expect(Object.keys(text).sort(), code).toEqual(['next', 'run', 'what']);
        expect(Object.values(text).every((sentence) => sentence.length > 3), code).toBe(true);
      }
    }
  });
});

describe('sentences', () => {
  test('are filled; what is not given stays visible', () => {
    expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}');
    expect(plural(en.pictures.count, 1, 'en')).toBe('1 picture');
    expect(plural(en.pictures.count, 3, 'en')).toBe('3 pictures');
    expect(plural(zh.pictures.count, 3, 'zh-CN')).toBe('3 张图片');
  });

  test('of failures show bytes and large numbers as people write them', () => {
    const quota = { code: 'store.quota', values: { need: 2_500_000_000, free: 1000 } };
    expect(failureText(quota, en.failures, 'en').what).toContain('2.5 GB needed, 1 kB free');
    const extreme = { code: 'picture.extreme', values: { name: '<b>.png', width: 20_000, height: 10 } };
    expect(failureText(extreme, en.failures, 'en').what).toContain('“<b>.png” is 20,000 × 10');
    expect(failureText({ code: 'no.such', values: {} }, en.failures, 'en').what).toContain('no.such');
  });

  test('round times and sizes to what is known', () => {
    expect(formatDuration(40.4, 'en')).toBe('40 sec');
    expect(formatDuration(700, 'en')).toBe('12 min');
    expect(formatDuration(11_100, 'en')).toBe('3 hr 5 min');
    expect(formatBytes(0, 'en')).toBe('0 byte');
    expect(formatBytes(49_200_000, 'en')).toBe('49.2 MB');
    expect(formatPercent(-0.0186, 'en')).toBe('-1.9%');
  });
});
