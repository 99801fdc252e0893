/** @file File names from words: a word is anything people type, a file name must do on every system. */

/** NTFS and ext4 allow 255 units or bytes; endings and `(2)` need room too. */
const MAX_BYTES = 200;
/** Windows' devices, with any ending */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const NAMELESS = 'embedding';

/** Letters, digits and marks of any script, `._- `, as A1111 names its files. Never empty, hidden, or a device's name. */
export function safeFileName(name: string): string {
  const kept = name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}._\- ]/gu, '');
  const trimmed = cut(kept.replace(/^[.\s]+/, '')).replace(/[.\s]+$/, '');
  if (trimmed === '') return NAMELESS;
  return RESERVED.test(trimmed) ? `_${trimmed}` : trimmed;
}

/** Whole characters that fit. */
function cut(text: string): string {
  let [kept, bytes] = ['', 0];
  for (const character of text) {
    bytes += new TextEncoder().encode(character).length;
    if (bytes > MAX_BYTES) break;
    kept += character;
  }
  return kept;
}

/** `stem.ending` for each, or the stem alone where the ending is empty; no two alike even where capitals do not count: ` (2)`, ` (3)` … follow the later stems. */
export function distinctFileNames(files: readonly (readonly [stem: string, ending: string])[]): string[] {
  const taken = new Set<string>();
  return files.map(([stem, ending]) => {
    const tail = ending && `.${ending}`;
    let distinct = stem + tail;
    for (let i = 2; taken.has(distinct.toLowerCase()); i++) distinct = `${stem} (${i})${tail}`;
    taken.add(distinct.toLowerCase());
    return distinct;
  });
}
