/** Type of the preparing workers' comlink endpoint: one picture in, the pictures made of it out. Several run side by side. */
import type { Box } from '../src/images/crops/crop';
import type { PrepareOptions } from '../src/images/prepare/options';

/** A picture as it is stored, with what a person said of it by hand. */
export interface SourcePicture {
  /** file name as given */
  name: string;
  blob: Blob;
  /** wins over every automatic crop; pixels of the upright picture */
  crop?: Box;
  /** grey PNG of the upright picture's ratio: where training looks */
  mask?: Blob;
}

/** How a made picture came about: which of the options made it. */
export type MadeBy = 'cover' | 'hand' | 'original' | 'split' | 'focal' | 'auto-size';

export interface MadePicture {
  /** PNG */
  blob: Blob;
  thumbnail: Blob;
  /** grey PNG of the same size, where the source has a mask */
  mask?: Blob;
  width: number;
  height: number;
  by: MadeBy;
  flip?: 'horizontal' | 'vertical' | 'both';
  /** what was kept of the upright source, in its pixels */
  box: Box;
}

/** Where focal cropping looked, in pixels of the upright source. */
export interface FocalDebug {
  edges?: { x: number; y: number };
  entropy?: { x: number; y: number };
  face?: { x: number; y: number };
  focus: { x: number; y: number };
  corners: { x: number; y: number }[];
  faces: Box[];
  box: Box;
}

/** workers/preparer.ts */
export interface PreparerApi {
  /** Throws `picture.unreadable`, `picture.extreme`; empty where auto-sized cropping found no size and nothing else was asked for. */
  prepare(source: SourcePicture, options: PrepareOptions): Promise<MadePicture[]>;
  /** The same without writing PNGs: boxes for a live view, at once; and what focal cropping saw where it is on. */
  plan(source: SourcePicture, options: PrepareOptions): Promise<{ made: Omit<MadePicture, 'blob' | 'thumbnail' | 'mask'>[]; focal?: FocalDebug }>;
}
