/** @file Which token of the starting text each learned vector begins as. */

/**
 * [vectors] indexes into the text's tokens: the first `vectors` tokens, stretched to the nearest earlier one, so
 * two tokens and five vectors give 0 0 0 1 1. No tokens give an empty list: those vectors start as zeros.
 */
export function stretchRows(tokens: number, vectors: number): number[] {
  const used = Math.min(tokens, vectors);
  if (used === 0) return [];
  return Array.from({ length: vectors }, (_, i) => Math.floor((i * used) / vectors));
}

/** `cat, small dog` → two words; none of them empty. */
export function wordsIn(text: string): string[] {
  return text.split(/[,，、]/).map((word) => word.trim()).filter(Boolean);
}
