/** @file What is looked for in captions: plain text or a regular expression, both as one RegExp. */
import { Failure } from '../../failure';

export interface Find {
  text: string;
  /** the text is a JavaScript regular expression, read with the flag `u` so that no letter is cut in two */
  regular: boolean;
  ignoreCase: boolean;
}

/** `whole`: plain text has to be all of a tag. Throws `caption.pattern…`. */
export function compileFind({ text, regular, ignoreCase }: Find, { whole = false, flags = '' } = {}): RegExp {
  const plain = regular ? text : escapeText(text);
  const source = whole && !regular ? `^${plain}$` : plain;
  try {
    return new RegExp(source, `u${flags}${ignoreCase ? 'i' : ''}`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure(complaintCode(message), { pattern: text, message });
  }
}

const escapeText = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** In a replacement for plain text `$` is a letter; for a regular expression `$1` and `$<name>` are its groups. */
export const replacementFor = ({ regular }: Find, text: string): string => (regular ? text : text.replaceAll('$', '$$$$'));

/** What the engines of Chromium, Firefox and Safari complain of, each in words of its own. */
const COMPLAINTS: readonly (readonly [code: string, words: RegExp])[] = [
  ['caption.pattern-escape', /escape|\\ at end|property/i],
  ['caption.pattern-class', /class|range|bracket|brace|\]/i],
  ['caption.pattern-repeat', /repeat|quantifier/i],
  ['caption.pattern-group', /group|parenthe|capture|named|unmatched '?\)|missing \)|\(\?/i],
];

/** The code of an engine's complaint; `caption.pattern` where it is of none of the known kinds. */
export function complaintCode(message: string): string {
  const words = message.replace(/^.*\/[a-z]*:/s, ''); // without the expression itself
  return COMPLAINTS.find(([, known]) => known.test(words))?.[0] ?? 'caption.pattern';
}
