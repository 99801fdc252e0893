/** Which words of the library are shown, and in which order. */
import type { EmbeddingInfo } from '../../../store/records';

export const SORTS = ['newest', 'name', 'steps'] as const;
export type Sort = (typeof SORTS)[number];

export interface Wanted {
  /** every part between spaces has to be found in name, tags, notes or model */
  query: string;
  /** a word has to have all of them */
  tags: readonly string[];
  sort: Sort;
}

/** `tag`: of the language, for the order of names. */
export function wordsWanted(words: readonly EmbeddingInfo[], { query, tags, sort }: Wanted, tag: string): EmbeddingInfo[] {
  const parts = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.filter((word) => hasTags(word, tags) && holds(word, parts));
  return found.sort(ORDERS[sort](new Intl.Collator(tag, { numeric: true })));
}

const hasTags = (word: EmbeddingInfo, tags: readonly string[]): boolean => tags.every((tag) => word.tags?.includes(tag));

function holds({ name, tags = [], notes = '', modelName }: EmbeddingInfo, parts: readonly string[]): boolean {
  if (!parts.length) return true;
  const text = [name, ...tags, notes, modelName].join('\n').toLowerCase();
  return parts.every((part) => text.includes(part));
}

type Order = (a: EmbeddingInfo, b: EmbeddingInfo) => number;

const newest: Order = (a, b) => b.created - a.created;

const ORDERS: Readonly<Record<Sort, (collator: Intl.Collator) => Order>> = {
  newest: () => newest,
  name: (collator) => (a, b) => collator.compare(a.name, b.name) || newest(a, b),
  steps: () => (a, b) => b.step - a.step || newest(a, b),
};

/** Tags of all words, the most used first. */
export function tagsOf(words: readonly EmbeddingInfo[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const tag of words.flatMap(({ tags = [] }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].map(([tag, count]) => ({ tag, count })).sort((a, b) => b.count - a.count || a.tag.localeCompare(b.tag));
}

/** As many side by side as there are columns. */
export function rowsOf<T>(list: readonly T[], columns: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / columns) }, (_, row) => list.slice(row * columns, (row + 1) * columns));
}

const TAG_LENGTH = 40;

/** `red, blue hat` → two tags; each once, none empty or endless. */
export function tagsIn(text: string): string[] {
  const tags = text.split(/[,，、;；\n]/).map((tag) => tag.trim().slice(0, TAG_LENGTH).trim());
  return [...new Set(tags.filter(Boolean))];
}

/** Of all words but one, each once. */
export const otherNames = (words: readonly EmbeddingInfo[], id: string | undefined): string[] => [
  ...new Set(words.filter((word) => word.id !== id).map(({ name }) => name)),
];

/** `mug-2`, or the first number after it that is free. */
export function nextName(name: string, words: readonly EmbeddingInfo[]): string {
  const taken = new Set(words.map((word) => word.name));
  let number = 2;
  while (taken.has(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}

/** The records that are shown already, where nothing has changed: their pictures then need no new addresses. */
export function keepKnown(known: readonly EmbeddingInfo[], list: readonly EmbeddingInfo[]): EmbeddingInfo[] {
  const byId = new Map(known.map((word) => [word.id, word]));
  return list.map((word) => {
    const before = byId.get(word.id);
    return before && isSame(before, word) ? before : word;
  });
}

/** Pictures are held against each other by size: two of one step are one. */
function isSame(a: EmbeddingInfo, b: EmbeddingInfo): boolean {
  return a.preview?.size === b.preview?.size && JSON.stringify(a) === JSON.stringify(b);
}
