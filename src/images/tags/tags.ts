/**
 * @file A caption as tags: the parts between commas. A comma inside round or square brackets is part of its tag, as these
 * are emphasis in A1111's prompts (`(red, blue:1.2)`); escaped brackets (`\(`, `\)`) are letters there, and here. Training
 * with shuffled tags splits at every comma (src/train/prompts/tags.ts), and the preview shows that.
 */
const CLOSES = { ')': '(', ']': '[' } as const;

/** Trimmed, none empty, in the caption's order; what stands twice is there twice. */
export function parseTags(caption: string): string[] {
  const cuts = [-1, ...commas(caption), caption.length];
  const parts = cuts.slice(1).map((cut, i) => caption.slice(cuts[i] + 1, cut).trim());
  return parts.filter(Boolean);
}

export const joinTags = (tags: readonly string[]): string => tags.join(', ');

/** Places of the commas between tags. Brackets that are never closed enclose nothing. */
function commas(caption: string): number[] {
  const found: number[] = [];
  /** how many commas were found before each open bracket */
  const open = { '(': [] as number[], '[': [] as number[] };
  for (let i = 0; i < caption.length; i++) {
    const letter = caption[i];
    if (letter === '\\') i++;
    else if (letter === ',') found.push(i);
    else if (letter === '(' || letter === '[') open[letter].push(found.length);
    else if (letter === ')' || letter === ']') found.length = Math.min(found.length, open[CLOSES[letter]].pop() ?? found.length);
  }
  return found;
}

/** Each once, where it stands first. */
export const distinct = (tags: readonly string[]): string[] => [...new Set(tags)];
