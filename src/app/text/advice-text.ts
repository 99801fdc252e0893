/** A piece of advice in words, and its number of pictures in the form that the language has for it. */
import type { Advice } from '../logic/advice/advice';
import { fill, plural } from './fill';
import type { Text } from './en';

export interface AdviceText {
  what: string;
  why: string;
  /** empty where there is nothing to do */
  next: string;
}

export function adviceText({ code, values }: Pick<Advice, 'code' | 'values'>, text: Text, locale: string): AdviceText {
  const { what, why, next } = text.advice.rules[code];
  const count = Number(values.count);
  return { what: typeof what === 'string' ? fill(what, values) : plural(what, count, locale, values), why: fill(why, values), next: fill(next, values) };
}
