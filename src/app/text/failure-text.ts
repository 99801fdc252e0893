/** The three sentences of a failure, its values filled in. */
import type { FailureData } from '../../failure';
import type { Text } from './en';
import { fill } from './fill';
import { formatBytes } from './format';
import { numbers } from './intl';

export interface FailureText {
  /** what happened */
  what: string;
  /** what it means for the run */
  run: string;
  /** what to do */
  next: string;
}

/** Values of these names are bytes in every code. */
const BYTES = new Set(['need', 'free', 'bytes', 'limit']);

export function failureText({ code, values }: FailureData, catalogue: Text['failures'], tag: string): FailureText {
  const known = catalogue[code as keyof Text['failures']];
  // A code without text is a defect that a test finds; a person still learns what there is to know.
  if (!known) return failureText({ code: 'internal', values: { message: code } }, catalogue, tag);
  const shown = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, show(key, value, tag)]));
  return { what: fill(known.what, shown), run: fill(known.run, shown), next: fill(known.next, shown) };
}

function show(key: string, value: string | number, tag: string): string {
  if (typeof value !== 'number') return value;
  return BYTES.has(key) ? formatBytes(value, tag) : numbers(tag).format(value);
}
