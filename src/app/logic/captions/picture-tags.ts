/** Tags of pictures, parsed once: a picture whose caption changes is a new object. */
import { parseTags } from '../../../images/tags/tags';
import type { Picture } from '../../../store/records';

const known = new WeakMap<Picture, readonly string[]>();

export function tagsOf(picture: Picture): readonly string[] {
  const tags = known.get(picture) ?? parseTags(picture.caption);
  known.set(picture, tags);
  return tags;
}

/** Ids of the pictures that the answers, one for each, say yes to. */
export const idsOf = (pictures: readonly Picture[], answers: readonly boolean[]): ReadonlySet<string> =>
  new Set(pictures.filter((_, i) => answers[i]).map(({ id }) => id));
