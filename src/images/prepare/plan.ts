/**
 * @file Which pictures are made of one: the order of A1111's preprocess_work (webui 1.6.1). Several options may each make
 * some; where none is at work the picture is covered and cut around its centre.
 */
import { Failure } from '../../failure';
import { autoSizeCrop, bestSize } from '../crops/auto-size';
import { boxCrop, boxOfCrop, coverCrop, sizeOfCrop, wholeCrop, type Box, type Crop } from '../crops/crop';
import { splitCrops } from '../crops/split';
import type { Size } from '../probe-size';
import type { Flip, PrepareOptions } from './options';

/** Which of the options made a picture. */
export type MadeBy = 'cover' | 'hand' | 'original' | 'split' | 'focal' | 'auto-size';

export interface Planned {
  readonly by: MadeBy;
  readonly crop: Crop;
}

/**
 * Without flips: they follow each of these (`flipsOf`). Empty where auto-sized cropping finds no size and nothing else was
 * asked for: the original leaves such a picture out.
 * @param hand a person's own crop: takes the place of all automatic ones
 * @param focal called at most once, and only where `wantsFocus`: there it has to be given
 */
export function planPictures(picture: Size, options: PrepareOptions, hand?: Box, focal: () => Crop = unseen): Planned[] {
  const original: Planned[] = options.keepOriginal ? [{ by: 'original', crop: wholeCrop(picture) }] : [];
  if (hand) return [{ by: 'hand', crop: handCrop(picture, hand, options) }, ...original];
  const split = options.split ? splitCrops(picture, options, options.split) : [];
  const focus = wantsFocus(picture, options) ? [focal()] : [];
  const sized = options.autoSize ? [autoSizeCrop(picture, options.autoSize)].filter((crop) => crop !== undefined) : [];
  const made = [...named('split', split), ...named('focal', focus), ...named('auto-size', sized), ...original];
  return made.length || options.autoSize ? made : [{ by: 'cover', crop: coverCrop(picture, options) }];
}

function unseen(): never {
  throw new Failure('internal', { message: 'focal cropping has to look at the picture' });
}

const named = (by: MadeBy, crops: readonly Crop[]): Planned[] => crops.map((crop) => ({ by, crop }));

/** Square pictures are not looked at, as in the original. */
export function wantsFocus({ width, height }: Size, options: PrepareOptions, hand?: Box): boolean {
  return options.focal !== undefined && !hand && width !== height;
}

/** A box has a ratio of its own, so with auto-sized cropping it gets the size that suits it. */
function handCrop(picture: Size, hand: Box, options: PrepareOptions): Crop {
  const box = within(picture, hand);
  return boxCrop(picture, box, (options.autoSize && bestSize(box, options.autoSize)) ?? options);
}

/** What of a box lies in the picture; at least a pixel. */
function within({ width, height }: Size, box: Box): Box {
  const axis = (start: number, length: number, size: number): [number, number] => {
    const from = Math.min(size - 1, Math.max(0, start));
    return [from, Math.max(1, Math.min(size, start + length) - from)];
  };
  const [[x, wide], [y, high]] = [axis(box.x, box.width, width), axis(box.y, box.height, height)];
  return { x, y, width: wide, height: high };
}

const FLIPS: readonly Flip[] = ['horizontal', 'vertical', 'both'];

/** The forms in which every picture is made, the unflipped one first. */
export const flipsOf = ({ flips }: PrepareOptions): (Flip | undefined)[] => [undefined, ...FLIPS.filter((flip) => flips.includes(flip))];

/** A picture that is made, or would be. */
export interface PlannedPicture extends Size {
  by: MadeBy;
  flip?: Flip;
  /** what is kept of the upright source, in its pixels */
  box: Box;
}

/** In the order in which pictures are made and numbered. */
export const plannedPictures = (plan: readonly Planned[], options: PrepareOptions): PlannedPicture[] =>
  plan.flatMap((one) => flipsOf(options).map((flip) => plannedPicture(one, flip)));

export const plannedPicture = ({ by, crop }: Planned, flip: Flip | undefined): PlannedPicture =>
  ({ ...sizeOfCrop(crop), by, ...(flip && { flip }), box: boxOfCrop(crop) });
