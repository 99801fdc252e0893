/** Type of the preparing workers' comlink endpoint: one picture in, the pictures made of it out. Several run side by side. */
import type { Box } from '../src/images/crops/crop';
import type { FocalDebug } from '../src/images/prepare/focus';
import type { PrepareOptions } from '../src/images/prepare/options';
import type { PlannedPicture } from '../src/images/prepare/plan';

/** A picture as it is stored, with what a person said of it by hand. */
export interface SourcePicture {
  /** given where the same picture will be asked about again: the worker keeps it decoded until another comes */
  id?: string;
  /** file name as given */
  name: string;
  blob: Blob;
  /** wins over every automatic crop; pixels of the upright picture */
  crop?: Box;
  /** grey PNG of the upright picture's ratio: where training looks */
  mask?: Blob;
}

export interface MadePicture extends PlannedPicture {
  /** PNG */
  blob: Blob;
  thumbnail: Blob;
  /**
   * grey PNG of the same ratio (of the same size, but for originals, whose mask is smaller), where the source has a mask or is
   * transparent somewhere
   */
  mask?: Blob;
}

export interface PicturePlan {
  made: PlannedPicture[];
  /** what focal cropping saw, where it looked */
  focal?: FocalDebug;
}

/** workers/preparer.ts */
export interface PreparerApi {
  /**
   * Throws `picture.unreadable`, `picture.extreme`; empty where auto-sized cropping found no size and nothing else was asked for.
   * The unflipped picture of each kind comes first, its flipped copies after it.
   */
  prepare(source: SourcePicture, options: PrepareOptions): Promise<MadePicture[]>;
  /** The same without writing PNGs: for a live view. */
  plan(source: SourcePicture, options: PrepareOptions): Promise<PicturePlan>;
}
