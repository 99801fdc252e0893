/** @file The list of tags that comes with a tagger: which number of its answer means what. */
import { Failure } from '../failure';

/** `rating`: how safe the picture is to show. Not a thing that is in it, and so never in a caption. */
export type TagKind = 'general' | 'character' | 'rating';

export interface Tag {
  name: string;
  kind: TagKind;
}

/** Danbooru's categories as WD14's lists have them; what else there is (artists, copyrights, meta) counts as general. */
const KINDS: Readonly<Record<string, TagKind>> = { '4': 'character', '9': 'rating' };

/** selected_tags.csv: a head line, then tag_id,name,category,count. Throws `tagger.tag-list` {path}. */
export function parseSelectedTags(text: string, path: string): Tag[] {
  const [head, ...rows] = lines(text).map(cells);
  const [name, category] = ['name', 'category'].map((column) => head?.indexOf(column) ?? -1);
  if (name < 0 || category < 0 || !rows.length) throw new Failure('tagger.tag-list', { path });
  return rows.map((row) => ({ name: row[name] ?? '', kind: KINDS[row[category]] ?? 'general' }));
}

/** tags.txt: a tag each line. Throws `tagger.tag-list` {path}. */
export function parseTagLines(text: string, path: string): Tag[] {
  const names = lines(text);
  if (!names.length) throw new Failure('tagger.tag-list', { path });
  return names.map((name) => ({ name, kind: name.startsWith('rating:') ? 'rating' : 'general' }));
}

const lines = (text: string): string[] => text.replace(/^\uFEFF/, '').split(/\r?\n/).map((line) => line.trim()).filter(Boolean);

/** Between commas; a tag that has a comma or a quote stands in quotes, a quote inside them is written twice. */
function cells(line: string): string[] {
  const found = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...found].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
}
