/** Which captions are shown, as far as their tags and plain text say; regular expressions are matched in a worker. */
export interface TagFilter {
  /** every one of these */
  all: readonly string[];
  /** at least one of these, where there are any */
  any: readonly string[];
  /** not one of these */
  none: readonly string[];
}

export function hasTags(tags: readonly string[], { all, any, none }: TagFilter): boolean {
  if (!all.length && !any.length && !none.length) return true;
  const has = (tag: string): boolean => tags.includes(tag);
  return all.every(has) && (!any.length || any.some(has)) && !none.some(has);
}

/** In one of the texts (caption, file name), upper and lower case alike. */
export function hasText(texts: readonly string[], wanted: string): boolean {
  const lower = wanted.trim().toLowerCase();
  return !lower || texts.some((text) => text.toLowerCase().includes(lower));
}
