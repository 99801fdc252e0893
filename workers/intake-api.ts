/** Types of the reading workers' comlink endpoint (workers/intake.ts). Types only: nothing here runs. */
import type { ZipEntry } from '../src/formats/zip-read';
import type { ArchivedFile } from '../src/images/intake/archive';
import type { Picture } from '../src/store/records';

/** Where a file's bytes lie: an archive is never unpacked whole. */
export type FileSource = Blob | { zip: Blob; entry: ZipEntry };

export interface GivenPicture {
  /** without its folders */
  name: string;
  source: FileSource;
  /** the caption file beside it */
  text?: FileSource;
}

export type ReadPicture = Omit<Picture, 'id'> & { digest: string };

export interface IntakeApi {
  /** Throws `picture.archive-bomb`, `zip.*`. */
  list(zip: Blob, name: string): Promise<ArchivedFile[]>;
  /**
   * Size, thumbnail, hash and caption of a picture. Throws `picture.empty`, `picture.cut-short`, `picture.heavy`, `picture.heic`,
   * `picture.unreadable`, `picture.extreme`, all with its {name}; `zip.*`.
   */
  read(picture: GivenPicture): Promise<ReadPicture>;
  /** SHA-256, hex */
  digest(picture: Blob): Promise<string>;
}
