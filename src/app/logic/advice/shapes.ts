/** @file Sizes and ratios against what is trained at. */
import { coverCrop, lossOfCrop } from '../../../images/crops/crop';
import { sayOf, say, type AdviceSettings, type JudgedPicture, type Rule } from './advice';

/** Blown up by this much, a picture has fewer than half of the pixels it is trained at. */
const FAR_TOO_SMALL = 1.5;
/** Share cut off from which it is said: 4 : 3, as cameras have it, loses a quarter and is left alone. */
const CUT = 0.33;
/** Width to height from which a picture is wide, or the other way round tall. */
const LONG = 1.2;
/** Of all pictures: fewer that are long the other way are exceptions. */
const MIXED = 0.2;

const areKnown = ({ width, height }: AdviceSettings): boolean => width > 0 && height > 0;

/** Times by which a picture is blown up until it covers what is trained at; below 1 it is made smaller. */
function blownUp(picture: JudgedPicture, { width, height, buckets }: AdviceSettings): number {
  if (buckets) return Math.sqrt((width * height) / (picture.width * picture.height));
  return Math.max(width / picture.width, height / picture.height);
}

/** Below the training size every resize invents pixels, and the word learns how soft that is. */
export const sizeRule: Rule = ({ pictures, settings }) => {
  if (!areKnown(settings) || !pictures.length) return undefined;
  const { width, height } = settings;
  const small = pictures.filter((picture) => blownUp(picture, settings) > 1);
  if (!small.length) return say('size-enough', 'good', { values: { width, height } });
  const isFar = small.some((picture) => blownUp(picture, settings) >= FAR_TOO_SMALL);
  return sayOf('size-small', isFar ? 'warn' : 'note', small, { values: { width, height } });
};

/** A1111's trainer squeezes what is not square (facts §1.4), ours crops; either way people ask what became of the edges. */
export const ratioRule: Rule = ({ pictures, settings }) => {
  if (settings.buckets || !areKnown(settings) || !pictures.length) return undefined;
  const cut = pictures.filter((picture) => lossOfCrop(coverCrop(picture, settings)) >= CUT);
  if (!cut.length) return say('ratio-fit', 'good');
  const actions = [{ open: 'prepare' } as const, { set: ['buckets', 'on'] } as const];
  if (isMixed(pictures)) return sayOf('ratio-mixed', 'note', cut, { actions });
  return sayOf('ratio-cut', cut.length > pictures.length / 2 ? 'warn' : 'note', cut, { actions });
};

function isMixed(pictures: readonly JudgedPicture[]): boolean {
  const share = (isOne: (ratio: number) => boolean): number =>
    pictures.filter(({ width, height }) => isOne(width / height)).length / pictures.length;
  return share((ratio) => ratio >= LONG) >= MIXED && share((ratio) => ratio <= 1 / LONG) >= MIXED;
}
