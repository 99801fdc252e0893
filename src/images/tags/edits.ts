/** @file Changes of many captions at once. A caption that a change does not concern stays byte for byte. */
import { compareTags } from './counts';
import { compileFind, replacementFor, type Find } from './find';
import { escapeBrackets, unescapeBrackets, withSpaces, withUnderscores } from './spelling';
import { distinct, joinTags, parseTags } from './tags';

export type CaptionEdit =
  /** those that a caption lacks */
  | { kind: 'add'; tags: readonly string[]; at: 'front' | 'end' }
  /** `find`: every tag that it is, or in which the regular expression matches */
  | { kind: 'remove'; tags: readonly string[] }
  | { kind: 'remove-found'; find: Find }
  /** in `tags` plain text has to be a whole tag, and a tag of which nothing is left goes; `text` replaces anywhere */
  | { kind: 'replace'; find: Find; by: string; within: 'tags' | 'text' }
  | { kind: 'sort-name' }
  /** the most frequent first; `counts` says how many pictures have a tag */
  | { kind: 'sort-count'; counts: ReadonlyMap<string, number> }
  | { kind: 'dedupe' }
  | { kind: 'spaces' }
  | { kind: 'underscores' }
  | { kind: 'escape' }
  | { kind: 'unescape' };

/** One for each caption given. Throws `caption.pattern…`. */
export function editCaptions(captions: readonly string[], edit: CaptionEdit): string[] {
  const change = changeOf(edit);
  return captions.map(change);
}

type Change = (caption: string) => string;

function changeOf(edit: CaptionEdit): Change {
  switch (edit.kind) {
    case 'replace':
      return replacing(edit);
    case 'escape':
      return escapeBrackets;
    case 'unescape':
      return unescapeBrackets;
    default:
      return onTags(tagsChange(edit));
  }
}

type TagsChange = (tags: string[]) => string[];

function tagsChange(edit: Exclude<CaptionEdit, { kind: 'replace' | 'escape' | 'unescape' }>): TagsChange {
  switch (edit.kind) {
    case 'add':
      return (tags) => added(tags, edit.tags, edit.at);
    case 'remove':
      return (tags) => tags.filter((tag) => !edit.tags.includes(tag));
    case 'remove-found':
      return without(compileFind(edit.find, { whole: true }));
    case 'sort-name':
      return (tags) => tags.toSorted(compareTags);
    case 'sort-count':
      return (tags) => tags.toSorted((a, b) => (edit.counts.get(b) ?? 0) - (edit.counts.get(a) ?? 0));
    case 'dedupe':
      return distinct;
    case 'spaces':
      return (tags) => tags.map(withSpaces);
    case 'underscores':
      return (tags) => tags.map(withUnderscores);
  }
}

function onTags(change: TagsChange): Change {
  return (caption) => {
    const before = parseTags(caption);
    const after = change(before);
    return after.length === before.length && after.every((tag, i) => tag === before[i]) ? caption : joinTags(after);
  };
}

function added(tags: string[], more: readonly string[], at: 'front' | 'end'): string[] {
  const lacking = distinct(more).filter((tag) => !tags.includes(tag));
  return at === 'front' ? [...lacking, ...tags] : [...tags, ...lacking];
}

const without = (found: RegExp): TagsChange => (tags) => tags.filter((tag) => !found.test(tag));

function replacing({ find, by, within }: Extract<CaptionEdit, { kind: 'replace' }>): Change {
  const found = compileFind(find, { whole: within === 'tags', flags: 'g' });
  const text = replacementFor(find, by);
  if (within === 'text') return (caption) => caption.replace(found, text);
  return onTags((tags) => {
    const replaced = tags.map((tag) => tag.replace(found, text));
    return replaced.some((tag, i) => tag !== tags[i]) ? distinct(replaced.flatMap(parseTags)) : tags;
  });
}
