/**
 * What is to be done to pictures before training: A1111's Preprocess tab, whose names and defaults these are
 * (webui 1.6.1, modules/textual_inversion/preprocess.py; flips in three ways as its Extras tab has had them since 1.7).
 */
import { AUTO_SIZE_DEFAULTS, type AutoSizeSettings } from '../crops/auto-size';
import { FOCAL_DEFAULTS, type FocalWeights } from '../crops/focal';
import { SPLIT_DEFAULTS, type SplitSettings } from '../crops/split';

/** What becomes of the caption that a picture has, beside what a tagger says of it. */
export type ExistingCaption = 'ignore' | 'copy' | 'prepend' | 'append';

export type Flip = 'horizontal' | 'vertical' | 'both';

/** Absent parts are off. Several may each make pictures of one source; where none does, it is covered and cropped in its middle. */
export interface PrepareOptions {
  /** pixels: the size of all, or with `step` how many pixels a size has at most */
  width: number;
  height: number;
  /** each picture gets the size nearest its ratio, sides in multiples of this (src/images/buckets.ts); absent: one size for all */
  step?: number;
  keepOriginal: boolean;
  /** each adds a copy of every picture made */
  flips: Flip[];
  split?: SplitSettings;
  focal?: FocalWeights & { debug: boolean };
  autoSize?: AutoSizeSettings;
  existing: ExistingCaption;
}

export const SPLIT_ON = SPLIT_DEFAULTS;
export const FOCAL_ON = { ...FOCAL_DEFAULTS, debug: false };
export const AUTO_SIZE_ON = AUTO_SIZE_DEFAULTS;

export const PREPARE_DEFAULTS: PrepareOptions = { width: 512, height: 512, keepOriginal: false, flips: [], existing: 'ignore' };
