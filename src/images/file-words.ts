/** @file What `[filewords]` stands for: A1111's file text (modules/textual_inversion/dataset.py, lines 73 to 85 of 1.10). */
import { Failure } from '../failure';
import { captionFromName } from './caption';
import { pythonPattern } from './python-pattern';

/** How a file name becomes words. */
export interface NameWords {
  /** A1111's dataset_filename_word_regex, in Python's way of writing; empty: the name as it is */
  pattern: string;
  /** its dataset_filename_join_string, which stands between what the pattern finds */
  join: string;
}

export interface Named {
  /** file name */
  name: string;
  caption: string;
}

/**
 * The caption; where there is none, the words of the file's name, or nothing without `rules`. Throws `settings.word-pattern`
 * {text}, also for more than one group: A1111 breaks off there. Making it runs no pattern;
 * the pattern may take for ever on a name.
 */
export function fileWords(rules: NameWords | undefined): (picture: Named) => string {
  if (!rules) return ({ caption }) => caption;
  const words = wordFinder(rules);
  return ({ name, caption }) => (caption.trim() ? caption : words(captionFromName(name)));
}

/** `re.findall`: what a pattern matches, or of one with a group what the group does. */
function wordFinder({ pattern, join }: NameWords): (text: string) => string {
  if (pattern === '') return (text) => text;
  const regex = pythonPattern(pattern);
  const groups = groupsOf(regex);
  if (groups > 1) throw new Failure('settings.word-pattern', { text: pattern });
  return (text) => [...text.matchAll(regex)].map((match) => (groups ? (match[1] ?? '') : match[0])).join(join);
}

/** In front of the pattern stands what always matches, so that none of it is tried. */
const groupsOf = ({ source, flags }: RegExp): number => new RegExp(`|${source}`, flags).exec('')!.length - 1;
