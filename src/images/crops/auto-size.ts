/**
 * @file The size that suits a picture's ratio best, sides in steps of 64: A1111's "auto-sized crop" (multicrop_pic of
 * 1.6.1). The crop is the largest centred part of that ratio.
 */
import type { Size } from '../probe-size';
import { boxCrop, type Crop } from './crop';

export interface AutoSizeSettings {
  /** sides in pixels */
  readonly minSide: number;
  readonly maxSide: number;
  /** pixels */
  readonly minArea: number;
  readonly maxArea: number;
  readonly objective: 'area' | 'error';
  /** largest error of the ratio that is taken, 0..1 */
  readonly threshold: number;
}

export const AUTO_SIZE_DEFAULTS: AutoSizeSettings =
  { minSide: 384, maxSide: 768, minArea: 64 * 64, maxArea: 640 * 640, objective: 'area', threshold: 0.1 };

const STEP = 64;

/** Undefined where no size fits: the picture is left out, as in the original. */
export function autoSizeCrop(picture: Size, settings: AutoSizeSettings): Crop | undefined {
  const size = bestSize(picture, settings);
  // An ImageBitmap's sides are not its own properties: a spread would leave them out.
  const { width, height } = picture;
  return size && boxCrop(picture, { x: 0, y: 0, width, height }, size);
}

export function bestSize(picture: Size, settings: AutoSizeSettings): Size | undefined {
  const { minArea, maxArea, threshold } = settings;
  const better = settings.objective === 'area' ? byArea : byError;
  let best: Candidate | undefined;
  for (const size of sizes(settings)) {
    const candidate = { ...size, area: size.width * size.height, error: ratioError(picture, size) };
    const fits = candidate.area >= minArea && candidate.area <= maxArea && candidate.error <= threshold;
    // The first of equals stays.
    if (fits && (!best || better(candidate, best) > 0)) best = candidate;
  }
  return best && { width: best.width, height: best.height };
}

interface Candidate extends Size {
  readonly area: number;
  readonly error: number;
}

const byArea = (a: Candidate, b: Candidate): number => a.area - b.area || b.error - a.error;
const byError = (a: Candidate, b: Candidate): number => b.error - a.error || a.area - b.area;

function* sizes({ minSide, maxSide }: AutoSizeSettings): Generator<Size> {
  for (let width = minSide; width <= maxSide; width += STEP) {
    for (let height = minSide; height <= maxSide; height += STEP) yield { width, height };
  }
}

/** 0 where both have the same ratio. */
function ratioError(picture: Size, { width, height }: Size): number {
  const ratio = (picture.width / picture.height) / (width / height);
  return 1 - Math.min(ratio, 1 / ratio);
}
