/** How many pictures have each tag. */
export interface TagCount {
  tag: string;
  /** pictures, however often the tag stands in one */
  count: number;
}

export function countTags(pictures: Iterable<readonly string[]>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const tags of pictures) for (const tag of new Set(tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return counts;
}

/** The most frequent first, those as frequent by their letters' codes: a set of thousands has thousands of tags that stand once. */
export function byFrequency(counts: ReadonlyMap<string, number>): TagCount[] {
  const list = [...counts].map(([tag, count]) => ({ tag, count }));
  return list.sort((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1));
}

const { compare } = new Intl.Collator('en', { numeric: true });

/** By name: `a2` before `a10`, whatever the page's language. */
export const compareTags = (a: string, b: string): number => compare(a, b);
