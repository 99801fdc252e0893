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

/** A file of an archive that is being made. */
export interface PackedFile {
  path: string;
  blob: Blob;
  crc: number;
}

export interface PackRequest {
  /** name in the archive, without ending */
  stem: string;
  /** in which picture and text lie, without `/`; empty: in none */
  folder: string;
  picture: Pick<Picture, 'name' | 'caption' | 'blob' | 'mask' | 'width' | 'height'>;
  /** with its caption as a text file */
  text: boolean;
}

export interface IntakeApi {
  /** Throws `picture.archive-bomb`, `zip.*`. */
  list(zip: Blob, name: string): Promise<ArchivedFile[]>;
  /**
   * Size, thumbnail, hash and caption of a picture. Throws `picture.empty`, `picture.cut-short`, `picture.heavy`, `picture.heic`,
   * `picture.unreadable`, `picture.extreme`, all with its {name}; `zip.*`.
   */
  read(picture: GivenPicture): Promise<ReadPicture>;
  /** The way out again. Throws `picture.unreadable`, where a picture was none of PNG, JPEG and WebP. */
  pack(request: PackRequest): Promise<PackedFile[]>;
  /** SHA-256, hex */
  digest(picture: Blob): Promise<string>;
}
