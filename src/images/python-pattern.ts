/**
 * @file Regular expressions as Python's `re` writes them, for settings that come from A1111: letters and digits are those of
 * every script, punctuation may be escaped, groups are named `(?P<name>…)`, `(?i)` may stand in front.
 */
import { Failure } from '../failure';

const WORD = '\\p{L}\\p{N}_';
const BOUNDARY = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
const OUTSIDE: Readonly<Record<string, string>> = {
  w: `[${WORD}]`, W: `[^${WORD}]`, d: '\\p{Nd}', D: '\\P{Nd}', b: BOUNDARY, A: '^', Z: '$',
};
const INSIDE: Readonly<Record<string, string>> = { w: WORD, d: '\\p{Nd}', D: '\\P{Nd}', '-': '\\-' };
const SYNTAX = /[\^$\\.*+?()[\]{}|/]/;

/** Finds all. Throws `settings.word-pattern` {text} for what is no regular expression. */
export function pythonPattern(text: string): RegExp {
  const [, caseless, rest] = /^(\(\?i\))?(.*)$/s.exec(text)!;
  try {
    return new RegExp(translated(rest), caseless ? 'giu' : 'gu');
  } catch {
    throw new Failure('settings.word-pattern', { text });
  }
}

function translated(pattern: string): string {
  let inClass = false;
  const parts = pattern.matchAll(/\\[^]|\(\?P<|[^]/gu);
  return [...parts].map(([part]) => {
    if (part === '(?P<') return inClass ? part : '(?<';
    if (part === '[' && inClass) return '\\[';
    if (part === '[' || part === ']') inClass = part === '[';
    return part.length > 1 && part.startsWith('\\') ? escape(part.slice(1), inClass) : part;
  }).join('');
}

/** Punctuation that needs no escape may not have one here. */
function escape(char: string, inClass: boolean): string {
  const known = (inClass ? INSIDE : OUTSIDE)[char];
  return known ?? (/[\p{L}\p{N}]/u.test(char) || SYNTAX.test(char) ? `\\${char}` : char);
}
