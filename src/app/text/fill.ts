import { plurals } from './intl';

/** Puts values into a sentence's `{placeholders}`; an unknown placeholder stays visible. */
export type Values = Readonly<Record<string, string | number>>;

export function fill(sentence: string, values: Values = {}): string {
  return sentence.replace(/\{([\w-]+)\}/g, (whole, key: string) => (key in values ? String(values[key]) : whole));
}

export interface Forms {
  one: string;
  other: string;
}

/** Picks the form a language uses for this count and fills it. */
export function plural(forms: Forms, count: number, locale: string, values: Values = {}): string {
  const form = plurals(locale).select(count) === 'one' ? forms.one : forms.other;
  return fill(form, { count, ...values });
}
