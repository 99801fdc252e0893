/** @file Where focal cropping looks in a picture that is read strip by strip, and what a debug view shows of it. */
import { boxOfCrop, type AxisCut, type Box, type Crop } from '../crops/crop';
import type { Point } from '../crops/corners';
import { facePoint, focalCrop, focalSize, focusOf, type FocalWeights, type Focus } from '../crops/focal';
import { lanczosAxis } from '../lanczos';
import type { Size } from '../probe-size';
import { resampleRows, type CropAxes, type PixelRows } from '../resample';

/** Pixels of a picture, of those columns that the axes read. */
export type PixelReader = (axes: CropAxes) => PixelRows;

/** RGB bytes [height, width, 3] → faces in its pixels. */
export type FaceDetector = (rgb: Uint8Array, size: Size) => readonly Box[];

/** A picture as focal cropping sees it, whatever it weighs. */
export interface Sight {
  /** the size at which the picture was looked at */
  readonly scaled: Size;
  /** [scaled.height, scaled.width, 3] */
  readonly rgb: Uint8Array;
  readonly faces: readonly Box[];
}

/** Of one picture; without a detector no face is looked for. */
export type SightOf = (scaled: Size, detect?: FaceDetector) => Sight;

export interface Look extends Sight {
  readonly focus: Focus;
  /** of the source */
  readonly crop: Crop;
}

export const sightOf = (read: PixelReader, picture: Size): SightOf => (scaled, detect) => {
  const axes = { horizontal: lanczosAxis(picture.width, scaled.width), vertical: lanczosAxis(picture.height, scaled.height) };
  const rgb = resampleRows(read(axes), axes);
  return { scaled, rgb, faces: detect?.(rgb, scaled) ?? [] };
};

/** The last sight again where the same is asked for: of one picture, while a person tries weights. */
export function rememberedSight(see: SightOf): SightOf {
  let last: { key: string; sight: Sight } | undefined;
  return (scaled, detect) => {
    const key = [scaled.width, scaled.height, detect !== undefined].join();
    if (last?.key !== key) last = { key, sight: see(scaled, detect) };
    return last.sight;
  };
}

export function lookForFocus(see: SightOf, picture: Size, to: Size, weights: FocalWeights, detect: FaceDetector): Look {
  const sight = see(focalSize(picture, to), weights.face > 0 ? detect : undefined);
  const focus = focusOf(sight.rgb, sight.scaled, to, weights, sight.faces.map(facePoint));
  return { ...sight, focus, crop: focalCrop(picture, sight.scaled, focus.point, to) };
}

/** The crop in what was looked at: its pixels need no second resizing. */
export function lookedCrop({ crop, scaled }: Look): Crop {
  const cut = ({ offset, length }: AxisCut, size: number): AxisCut => ({ size, scaled: size, offset, length });
  return { horizontal: cut(crop.horizontal, scaled.width), vertical: cut(crop.vertical, scaled.height) };
}

/** All in pixels of the upright source. */
export interface FocalDebug {
  /** means of what was seen of each kind */
  edges?: Point;
  entropy?: Point;
  face?: Point;
  focus: Point;
  corners: Point[];
  faces: Box[];
  box: Box;
}

export function debugOf({ focus, faces, crop, scaled }: Look): FocalDebug {
  const [across, down] = [crop.horizontal.size / scaled.width, crop.vertical.size / scaled.height];
  const point = ({ x, y }: Point): Point => ({ x: x * across, y: y * down });
  const corners = focus.edges.map(point);
  return {
    edges: meanOf(corners), entropy: focus.entropy && point(focus.entropy), face: meanOf(focus.faces.map(point)), focus: point(focus.point), corners,
    faces: faces.map((face) => ({ ...point(face), width: face.width * across, height: face.height * down })), box: boxOfCrop(crop),
  };
}

function meanOf(points: readonly Point[]): Point | undefined {
  if (!points.length) return undefined;
  const mean = (axis: 'x' | 'y'): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  return { x: mean('x'), y: mean('y') };
}
