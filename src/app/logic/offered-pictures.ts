/** @file What a person gives, sorted out: pictures, the captions beside them, archives. */
import { pairCaptions } from '../../images/caption';
import type { ArchivedFile } from '../../images/intake/archive';
import { baseName, insidePath, isArchive, isHidden } from '../../images/intake/paths';
import type { FileSource, GivenPicture } from '../../../workers/intake-api';

/** A file, with its path where it lay in a folder that was dropped. */
export type OfferedPicture = File | { path: string; file: File };

/** A place among what was given, and the bytes that lie there. */
export interface PlacedFile {
  path: string;
  source: FileSource;
}

/** Numbers in names by their value, the same everywhere. */
const byPath = new Intl.Collator('en', { numeric: true }).compare;

/** Without hidden files. What comes from folders is sorted: systems list them in any order. */
export function placedFiles(offered: readonly OfferedPicture[]): (PlacedFile & { source: File })[] {
  const placed = offered.map((offer) => (offer instanceof File ? { path: offer.webkitRelativePath || offer.name, source: offer } : { path: offer.path, source: offer.file }));
  const inside = placed.map(({ path, source }) => ({ path: insidePath(path), source })).filter(({ path }) => path && !isHidden(path));
  return inside.every(({ path }) => path.includes('/')) ? inside.sort((a, b) => byPath(a.path, b.path)) : inside;
}

/** What a zip holds lies beside nothing else. */
export const filesOfZip = (zip: File, files: readonly ArchivedFile[]): PlacedFile[] =>
  files.map(({ path, entry }) => ({ path: `${zip.name}/${path}`, source: { zip, entry } }));

/** In the order of what was given. An archive within another one is given as if it were a picture, and refused. */
export function givenPictures(files: readonly PlacedFile[]): GivenPicture[] {
  const pairs = pairCaptions(files, ({ path }) => path);
  return pairs.map(({ picture, text }) => ({ name: baseName(picture.path), source: picture.source, text: text?.source }));
}

export const isZip = ({ path }: PlacedFile): boolean => isArchive(path);
