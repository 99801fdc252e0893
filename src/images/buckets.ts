/**
 * @file Pictures at their own ratio: sizes in the network's steps under one number of pixels, each picture in the size whose
 * ratio is nearest its own. A1111's "Do not resize images" takes pictures as they are and leaves it to the person that
 * their sizes fit; sizes under a budget are NovelAI's (2022) answer to the same wish.
 */
import type { Size } from './probe-size';

export interface BucketLimits {
  /** a size has at most as many pixels */
  budget: number;
  /** sides are multiples of it */
  step: number;
  /** of a side */
  largest: number;
  /** buckets that may be in use: each has programs of its own */
  most?: number;
}

export interface Buckets {
  sizes: Size[];
  /** for each picture the number of its size */
  of: number[];
}

/** How many sizes a run may have. A program of SD 1.5 is planned in half a second and takes 1 MB beside the arena they share. */
export const MOST_BUCKETS = 12;

/**
 * The sizes that are needed, tall ones first, and which picture goes where. Where there are more than `most`, the one
 * with the fewest pictures gives them to the sizes whose ratios are nearest theirs, until it fits.
 */
export function assignBuckets(pictures: readonly Size[], limits: BucketLimits): Buckets {
  const all = bucketSizes(limits);
  let sizes = inUse(all, nearestOf(pictures, all));
  while (sizes.length > (limits.most ?? MOST_BUCKETS)) sizes = withoutRarest(sizes, nearestOf(pictures, sizes));
  return { sizes, of: nearestOf(pictures, sizes) };
}

/** For each width the tallest size within the budget, narrow ones first; none that another one contains. */
export function bucketSizes({ budget, step, largest }: BucketLimits): Size[] {
  const sizes: Size[] = [];
  for (let width = step; width <= largest; width += step) {
    const height = Math.min(largest, Math.floor(budget / width / step) * step);
    if (height < step) break;
    // a wider one of the same height contains the one before
    if (sizes.at(-1)?.height === height) sizes.pop();
    sizes.push({ width, height });
  }
  return sizes;
}

/** Share of a picture that is cut off where it covers `size` and is centred, 0..1. */
export function cropLoss(picture: Size, size: Size): number {
  return 1 - Math.exp(-ratioDistance(picture, size));
}

/** |log| of the ratios' quotient: 2 : 1 and 1 : 2 are equally far from 1 : 1. */
const ratioDistance = (a: Size, b: Size): number => Math.abs(Math.log((a.width * b.height) / (a.height * b.width)));

/** Number of the size whose ratio is nearest; of two equally near ones the larger, then the first. */
function nearestOf(pictures: readonly Size[], sizes: readonly Size[]): number[] {
  return pictures.map((picture) => {
    const order = (a: number, b: number): number =>
      ratioDistance(picture, sizes[a]) - ratioDistance(picture, sizes[b]) || areaOf(sizes[b]) - areaOf(sizes[a]) || a - b;
    return sizes.map((_, i) => i).reduce((best, i) => (order(i, best) < 0 ? i : best), 0);
  });
}

const areaOf = ({ width, height }: Size): number => width * height;

const inUse = (sizes: readonly Size[], of: readonly number[]): Size[] => sizes.filter((_, i) => of.includes(i));

function withoutRarest(sizes: readonly Size[], of: readonly number[]): Size[] {
  const counts = sizes.map((_, i) => of.filter((bucket) => bucket === i).length);
  const rarest = counts.indexOf(Math.min(...counts));
  return sizes.filter((_, i) => i !== rarest);
}
