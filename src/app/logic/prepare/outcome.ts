/** @file What will be made of pictures, as far as sizes tell: how many, of what size, and what is cut off. No pixel is read. */
import { assignBuckets, type Buckets } from '../../../images/buckets';
import { boxOfCrop, sizeOfCrop, type Box, type Crop } from '../../../images/crops/crop';
import { focalCrop, focalSize } from '../../../images/crops/focal';
import type { PrepareOptions } from '../../../images/prepare/options';
import { flipsOf, planPictures } from '../../../images/prepare/plan';
import type { Size } from '../../../images/probe-size';
import type { Picture } from '../../../store/records';
import { LARGEST } from '../../../train/size';

type Sized = Pick<Picture, 'width' | 'height' | 'crop'>;

export interface Outcome {
  /** of the pictures made, unflipped; originals, which keep their own, are not among them */
  sizes: readonly Size[];
  /** pictures made, originals and flipped copies counted */
  count: number;
  /** share of the picture that none of them shows, 0..1 */
  loss: number;
}

/** One size for all, or the sizes near the pictures' ratios. A hand crop's ratio is the target's, so it does not count. */
export function sizesFor(pictures: readonly Size[], { width, height, step }: Pick<PrepareOptions, 'width' | 'height' | 'step'>): Buckets {
  if (step === undefined) return { sizes: [{ width, height }], of: pictures.map(() => 0) };
  return assignBuckets(pictures, { budget: width * height, step, largest: LARGEST });
}

/** Of every picture, in their order. */
export function outcomes<P extends Sized>(pictures: readonly P[], options: PrepareOptions): (Outcome & { picture: P })[] {
  const { sizes, of } = sizesFor(pictures, options);
  return pictures.map((picture, i) => ({ picture, ...outcomeOf(picture, options, sizes[of[i]]) }));
}

export interface SizeCount extends Size {
  pictures: number;
  /** mean share that is cut off of what they were made of, 0..1 */
  loss: number;
}

/** How many pictures are made in which size, most first. `copies`: of each, itself counted. */
export function sizeCounts(all: readonly Outcome[], copies: number): SizeCount[] {
  const counts = new Map<string, SizeCount>();
  for (const { sizes, loss } of all) {
    for (const { width, height } of sizes) {
      const key = `${width}x${height}`;
      const known = counts.get(key) ?? { width, height, pictures: 0, loss: 0 };
      counts.set(key, { ...known, pictures: known.pictures + copies, loss: known.loss + loss * copies });
    }
  }
  return [...counts.values()].map((count) => ({ ...count, loss: count.loss / count.pictures })).sort((a, b) => b.pictures - a.pictures);
}

/** A loss that is not to be seen is none: sizes are whole pixels. */
const SEEN = 0.002;

/** Pictures that lose something, worst first. */
export const worstFirst = <O extends Outcome>(all: readonly O[]): O[] => all.filter(({ loss }) => loss > SEEN).sort((a, b) => b.loss - a.loss);

/** Of a picture that nothing more is done to. */
export const asItIs = <P extends Sized>(picture: P): Outcome & { picture: P } => ({ picture, sizes: [picture], count: 1, loss: 0 });

/** `size`: the target of this picture. Where focal cropping looks only pixels tell, not how much is kept: it is taken as the middle. */
export function outcomeOf(picture: Sized, options: PrepareOptions, size: Size): Outcome {
  const to = { ...options, ...size };
  const planned = planPictures(picture, to, picture.crop, () => middle(picture, size));
  const loss = 1 - coveredArea(planned.map(({ crop }) => boxOfCrop(crop))) / (picture.width * picture.height);
  return {
    sizes: planned.filter(({ by }) => by !== 'original').map(({ crop }) => sizeOfCrop(crop)),
    count: planned.length * flipsOf(options).length,
    loss: Math.max(0, loss),
  };
}

function middle(picture: Size, to: Size): Crop {
  const scaled = focalSize(picture, to);
  return focalCrop(picture, scaled, { x: scaled.width / 2, y: scaled.height / 2 }, to);
}

/** Pixels that lie in any of the boxes. */
export function coveredArea(boxes: readonly Box[]): number {
  const edges = [...new Set(boxes.flatMap(({ x, width }) => [x, x + width]))].sort((a, b) => a - b);
  const columns = edges.slice(1).map((right, i) => {
    const left = edges[i];
    const inColumn = boxes.filter((box) => box.x <= left && box.x + box.width >= right);
    return (right - left) * coveredLength(inColumn.map(({ y, height }) => [y, y + height]));
  });
  return columns.reduce((sum, area) => sum + area, 0);
}

function coveredLength(spans: [from: number, to: number][]): number {
  let [length, end] = [0, -Infinity];
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    length += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return length;
}
