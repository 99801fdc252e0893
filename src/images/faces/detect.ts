/**
 * @file Faces of a picture: OpenCV's detectMultiScale (CASCADE_SCALE_IMAGE) with the settings of A1111's focal crop
 * (autocrop.py, for where YuNet is not there). The picture is made smaller step by step, the window stays.
 */
import type { Box } from '../crops/crop';
import type { Size } from '../probe-size';
import { roundHalfEven } from '../round';
import type { Cascade } from './cascade';
import { groupBoxes } from './group';
import { integrate, newIntegral, type Integral } from './integral';
import { resizeLinear, type GreyPicture } from './shrink';
import { judgeWindow, placeCascade, type PlacedCascade } from './windows';

const SCALE_STEP = 1.1;
const NEIGHBOURS = 7;
/** of the shorter side */
const LEAST_SHARE = 0.05;

/** A picture is looked for faces at this size at most: what is smaller than 32 of 640 pixels is no subject. */
export const FACE_SIDE = 640;

/** The size at which a picture should be looked for faces; never larger than it is. */
export function faceSize({ width, height }: Size): Size {
  const scale = Math.min(1, FACE_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The same boxes in a picture of another size. */
export function scaleBoxes(boxes: readonly Box[], from: Size, to: Size): Box[] {
  const [across, down] = [to.width / from.width, to.height / from.height];
  return boxes.map(({ x, y, width, height }) => ({ x: x * across, y: y * down, width: width * across, height: height * down }));
}

/** `grey` [height, width], as `greyOf` gives it. Boxes in its pixels, the largest first; empty where no face was seen. */
export function detectFaces(grey: Uint8Array, width: number, height: number, cascade: Cascade): Box[] {
  const picture = { pixels: grey, width, height };
  const scales = scalesFor(picture, cascade);
  if (!scales.length) return [];
  const integral = newIntegral(levelSide(width, scales[0]), levelSide(height, scales[0]));
  const placed = placeCascade(cascade, integral.stride);
  const found = scales.flatMap((scale) => facesAt(picture, scale, placed, integral));
  return groupBoxes(found, NEIGHBOURS).sort((a, b) => b.width - a.width || a.y - b.y || a.x - b.x);
}

const levelSide = (side: number, scale: number): number => roundHalfEven(side / scale);

/** How much smaller the picture is made, f32. */
function scalesFor({ width, height }: Size, cascade: Cascade): number[] {
  const least = Math.trunc(Math.min(width, height) * LEAST_SHARE);
  const scales: number[] = [];
  for (let scale = 1; ; scale *= SCALE_STEP) {
    const window = windowAt(cascade, scale);
    if (window.width > width || window.height > height) return scales;
    if (window.width >= least && window.height >= least) scales.push(Math.fround(scale));
  }
}

const windowAt = ({ width, height }: Size, scale: number): Size => ({ width: roundHalfEven(width * scale), height: roundHalfEven(height * scale) });

/** Large levels are walked in steps of two; so is a row where the first stage sees nothing. */
function facesAt(picture: GreyPicture, scale: number, placed: PlacedCascade, integral: Integral): Box[] {
  const level = resizeLinear(picture, levelSide(picture.width, scale), levelSide(picture.height, scale));
  integrate(level, integral);
  const step = scale >= 2 ? 1 : 2;
  const { cascade } = placed;
  const window = windowAt(cascade, scale);
  const found: Box[] = [];
  for (let y = 0; y <= level.height - cascade.height; y += step) {
    for (let x = 0; x <= level.width - cascade.width; x += step) {
      const verdict = judgeWindow(placed, integral, y * integral.stride + x);
      if (verdict === 'face') found.push({ x: roundHalfEven(x * scale), y: roundHalfEven(y * scale), ...window });
      if (verdict === 'rejected') x += step;
    }
  }
  return found;
}
