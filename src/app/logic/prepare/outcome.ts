/** @file What will be made of pictures, as far as sizes tell: how many, of what size, and what is cut off. No pixel is read. */
import { autoSizeCrop } from '../../../images/crops/auto-size';
import { boxOfCrop, coverCrop, type Box } from '../../../images/crops/crop';
import { focalCrop, focalSize } from '../../../images/crops/focal';
import { splitCrops } from '../../../images/crops/split';
import { assignBuckets, type Buckets } from '../../../images/buckets';
import type { PrepareOptions } from '../../../images/prepare/options';
import type { Size } from '../../../images/probe-size';
import type { Picture } from '../../../store/records';
import { LARGEST } from '../../../train/size';
import type { SizeWish } from './read-options';

type Sized = Pick<Picture, 'width' | 'height' | 'crop'>;

export interface Outcome {
  /** of the pictures made; those that keep a size of their own have that */
  size: Size;
  /** pictures made, flipped copies counted */
  count: number;
  /** share of the picture that none of them shows, 0..1 */
  loss: number;
}

/** One size for all, or the sizes near the pictures' ratios. A hand crop's ratio is the target's, so it does not count. */
export function sizesFor(pictures: readonly Sized[], { step, ...size }: SizeWish): Buckets {
  if (step === undefined) return { sizes: [size], of: pictures.map(() => 0) };
  return assignBuckets(pictures, { budget: size.width * size.height, step, largest: LARGEST });
}

/** `size`: the target of this picture. */
export function outcomeOf(picture: Sized, options: PrepareOptions, size: Size): Outcome {
  const boxes = picture.crop ? [picture.crop] : boxesOf(picture, options, size);
  return { size, count: boxes.length * (1 + options.flips.length), loss: 1 - coveredArea(boxes) / (picture.width * picture.height) };
}

/** In A1111's order. Where focal cropping is centred only pixels tell, not how much is kept. */
function boxesOf(picture: Size, { split, focal, autoSize, keepOriginal }: PrepareOptions, to: Size): Box[] {
  const boxes: Box[] = [];
  if (split) boxes.push(...splitCrops(picture, to, split).map(boxOfCrop));
  if (focal && picture.width !== picture.height) boxes.push(boxOfCrop(centredFocal(picture, to)));
  const auto = autoSize && autoSizeCrop(picture, autoSize);
  if (auto) boxes.push(boxOfCrop(auto));
  if (keepOriginal) boxes.push({ x: 0, y: 0, width: picture.width, height: picture.height });
  return boxes.length || autoSize ? boxes : [boxOfCrop(coverCrop(picture, to))];
}

function centredFocal(picture: Size, to: Size) {
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
