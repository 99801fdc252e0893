/** @file Names that will not do what a person expects, because prompts find words by the tokens of their names. */
import type { Tokenizer } from '../text/tokenizer';

export type NameTrouble =
  /** one token: the model has this word already, and every prompt with it would change */
  | { kind: 'known-word' }
  /** another word's name is in this one: prompts find the longer name first, so a part of it is never found there */
  | { kind: 'contains'; other: string }
  /** this name is part of another's */
  | { kind: 'within'; other: string }
  /** the same tokens: only one of the two can be found */
  | { kind: 'same'; other: string };

/** `others`: names of the other words of the library. */
export function nameTroubles(name: string, others: readonly string[], tokenizer: Tokenizer): NameTrouble[] {
  const mine = tokenizer.encode(name);
  if (mine.length === 0) return [];
  const known: NameTrouble[] = mine.length === 1 ? [{ kind: 'known-word' }] : [];
  return [...known, ...others.flatMap((other) => clash(mine, tokenizer.encode(other), other))];
}

function clash(mine: readonly number[], theirs: readonly number[], other: string): NameTrouble[] {
  if (theirs.length === 0) return [];
  if (mine.length === theirs.length) return holds(mine, theirs) ? [{ kind: 'same', other }] : [];
  if (holds(mine, theirs)) return [{ kind: 'contains', other }];
  return holds(theirs, mine) ? [{ kind: 'within', other }] : [];
}

/** Are `part`'s tokens a stretch of `all`? */
function holds(all: readonly number[], part: readonly number[]): boolean {
  return all.some((_, from) => part.every((token, i) => all[from + i] === token));
}
