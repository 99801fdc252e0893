/** @file What of a zip archive is to be looked at, before a byte of it is unpacked. */
import { Failure } from '../../failure';
import type { ByteSource } from '../../formats/byte-source';
import { openZip, type ZipEntry } from '../../formats/zip-read';
import { insidePath, isHidden } from './paths';

export interface ArchivedFile {
  /** within the archive, and never out of it */
  path: string;
  entry: ZipEntry;
}

const MIB = 2 ** 20;
/** Any archive may unpack to this much, and beyond it to a hundred times its own size: pictures are packed already, text packs to a tenth. */
const ALWAYS = 64 * MIB;
const RATIO = 100;

/** Of one file in an archive, unpacked. */
export const MOST_ENTRY_BYTES = 256 * MIB;

/** Without folders and hidden files. Throws `picture.archive-bomb` {name, bytes, limit}, `zip.*`. */
export async function listArchive(zip: ByteSource, name: string): Promise<ArchivedFile[]> {
  const entries = [...(await openZip(zip)).values()];
  const bytes = entries.reduce((sum, { size }) => sum + size, 0);
  const limit = Math.max(ALWAYS, zip.size * RATIO);
  if (bytes > limit) throw new Failure('picture.archive-bomb', { name, bytes, limit });
  return entries.map((entry) => ({ path: insidePath(entry.name), entry })).filter(({ path }) => path && !isHidden(path));
}
