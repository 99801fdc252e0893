/**
 * @file Cropping around what matters: A1111's "auto focal point crop" (autocrop.py). Faces, the busiest window and corners
 * each give one point; their weighted mean is what the crop is centred on, moved back into the picture where needed.
 */
import type { Size } from '../probe-size';
import { roundHalfEven } from '../round';
import { corners, type Point } from './corners';
import type { Crop } from './crop';
import { windowEntropy } from './entropy';
import { ditherGreyOf, greyOf } from './grey';

export interface FocalWeights {
  readonly face: number;
  readonly entropy: number;
  readonly edges: number;
}

export const FOCAL_DEFAULTS: FocalWeights = { face: 0.9, entropy: 0.15, edges: 0.5 };

/** What was seen, for the debug view: all in pixels of the scaled picture. */
export interface Focus {
  readonly faces: readonly Point[];
  readonly entropy: Point | undefined;
  readonly edges: readonly Point[];
  readonly point: Point;
}

/** The size at which the picture is looked at: one side as long as the crop's. The original leaves a black edge where the other is shorter. */
export function focalSize({ width, height }: Size, to: Size): Size {
  const scale = Math.max(to.width / width, to.height / height);
  return { width: Math.max(to.width, Math.trunc(width * scale)), height: Math.max(to.height, Math.trunc(height * scale)) };
}

/** `rgb`: [height, width, 3] of the scaled picture. `faces`: where eyes are, as `facePoint` has it. */
export function focusOf(rgb: Uint8Array, scaled: Size, to: Size, weights: FocalWeights, faces: readonly Point[]): Focus {
  const edges = weights.edges > 0 ? edgePoints(rgb, scaled) : [];
  const entropy = weights.entropy > 0 ? busiest(rgb, scaled, to) : undefined;
  const seen: [number, readonly Point[]][] = [[weights.edges, edges], [weights.entropy, entropy ? [entropy] : []], [weights.face, faces]];
  const point = meanOf(seen.filter(([weight, points]) => weight > 0 && points.length > 0)) ?? { x: scaled.width / 2, y: scaled.height / 2 };
  return { faces, entropy, edges, point };
}

/** A third down the face. */
export const facePoint = ({ x, y, width, height }: Size & Point): Point => ({ x: x + Math.trunc(width / 2), y: y + Math.trunc(height * 0.33) });

/** Cut of the source, centred on a point of the scaled picture. */
export function focalCrop(picture: Size, scaled: Size, { x, y }: Point, to: Size): Crop {
  return { horizontal: around(picture.width, scaled.width, x, to.width), vertical: around(picture.height, scaled.height, y, to.height) };
}

function around(size: number, scaled: number, focus: number, length: number) {
  const offset = Math.min(scaled - length, Math.max(0, Math.trunc(focus) - Math.trunc(length / 2)));
  return { size, scaled, offset, length };
}

const CORNERS = { most: 100, quality: 0.04 };
const DISTANCE = 0.06;
const WATERMARK_FROM = 0.9;
const WATERMARK_GREY = 0x99;

/** Corners, but none of a watermark at the bottom. */
function edgePoints(rgb: Uint8Array, { width, height }: Size): Point[] {
  const grey = greyOf(rgb);
  grey.fill(WATERMARK_GREY, Math.ceil(height * WATERMARK_FROM) * width);
  return corners(grey, width, height, { ...CORNERS, distance: Math.min(width, height) * DISTANCE });
}

const ENTROPY_STEP = 4;

/** Centre of the busiest window along the longer side; a square picture has none. */
function busiest(rgb: Uint8Array, { width, height }: Size, to: Size): Point | undefined {
  if (width === height) return undefined;
  const grey = ditherGreyOf(rgb);
  const [room, across] = width > height ? [width - to.width, true] : [height - to.height, false];
  let [best, at] = [0, 0];
  for (let offset = 0; offset < room || offset === 0; offset += ENTROPY_STEP) {
    const entropy = windowEntropy(grey, width, { x: across ? offset : 0, y: across ? 0 : offset, ...to });
    if (entropy > best) [best, at] = [entropy, offset];
  }
  return { x: Math.trunc((across ? at : 0) + to.width / 2), y: Math.trunc((across ? 0 : at) + to.height / 2) };
}

/** Mean of the classes' means, by weight; undefined where nothing was seen. */
function meanOf(seen: readonly [number, readonly Point[]][]): Point | undefined {
  const total = seen.reduce((sum, [weight]) => sum + weight, 0);
  if (total === 0) return undefined;
  const along = (axis: 'x' | 'y'): number =>
    roundHalfEven(seen.reduce((sum, [weight, points]) => sum + (weight / total) * mean(points.map((point) => point[axis])), 0));
  return { x: along('x'), y: along('y') };
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
