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

export interface Look {
  /** the size at which the picture was looked at */
  readonly scaled: Size;
  /** [scaled.height, scaled.width, 3] */
  readonly rgb: Uint8Array;
  readonly faces: readonly Box[];
  readonly focus: Focus;
  /** of the source */
  readonly crop: Crop;
}

export function lookForFocus(read: PixelReader, picture: Size, to: Size, weights: FocalWeights, detect: FaceDetector): Look {
  const scaled = focalSize(picture, to);
  const axes = { horizontal: lanczosAxis(picture.width, scaled.width), vertical: lanczosAxis(picture.height, scaled.height) };
  const rgb = resampleRows(read(axes), axes);
  const faces = weights.face > 0 ? detect(rgb, scaled) : [];
  const focus = focusOf(rgb, scaled, to, weights, faces.map(facePoint));
  return { scaled, rgb, faces, focus, crop: focalCrop(picture, scaled, focus.point, to) };
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
