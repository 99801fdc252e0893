/**
 * @file JSON from anyone: bounded before it is parsed, and with the bare NaN and Infinity that Python writes, which come
 * out as strings of that name.
 */

/** A card has five; deeper ones take memory a hundred times their size. */
const MAX_DEPTH = 16;
/** lists and objects: one for each vector */
const MAX_GROUPS = 20_000;
const MAX_KEYS = 10_000;
/** numbers: as many as vectors may have, see collect.ts */
const MAX_ITEMS = 16 * 2 ** 20;

/** Undefined where it is no JSON or beyond the bounds. */
export function parseTolerantJson(text: string): unknown {
  const plain = isBounded(text) ? quoteConstants(text) : undefined;
  if (plain === undefined) return undefined;
  try {
    return JSON.parse(plain);
  } catch {
    return undefined;
  }
}

function isBounded(text: string): boolean {
  let [depth, groups, keys, items] = [0, 0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = stringEnd(text, at);
    else if (character === '[' || character === '{') [depth, groups] = [depth + 1, groups + 1];
    else if (character === ']' || character === '}') depth--;
    else if (character === ':') keys++;
    else if (character === ',') items++;
    if (depth > MAX_DEPTH || groups > MAX_GROUPS || keys > MAX_KEYS || items > MAX_ITEMS) return false;
  }
  return true;
}

/** The place of the closing quote, or the text's end. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return at;
    if (text[at] === '\\') at++;
  }
  return text.length;
}

/** What stands in strings stays as it is. */
function quoteConstants(text: string): string {
  if (!/NaN|Infinity/.test(text)) return text;
  const parts: string[] = [];
  let done = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') at = stringEnd(text, at);
    else if (text[at] === 'N' || text[at] === 'I' || text[at] === '-') {
      const constant = /^(NaN|-?Infinity)/.exec(text.slice(at, at + 9))?.[0];
      if (!constant) continue;
      parts.push(text.slice(done, at), `"${constant}"`);
      done = at + constant.length;
      at = done - 1;
    }
  }
  return parts.join('') + text.slice(done);
}
