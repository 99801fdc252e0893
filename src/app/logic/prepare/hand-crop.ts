/**
 * @file The rectangle that a person draws on a picture: whole pixels, inside the picture, its ratio that of the target as nearly
 * as whole pixels allow.
 */
import type { Box } from '../../../images/crops/crop';
import type { Size } from '../../../images/probe-size';

/** Of a rectangle, where it is taken hold of; the opposite corner stays. */
export interface Corner {
  readonly right: boolean;
  readonly bottom: boolean;
}

/** pixels of the shorter side */
const SMALLEST = 16;

/** The largest part of that ratio, in the middle. */
export function largestBox(picture: Size, target: Size): Box {
  const width = Math.min(picture.width, (picture.height * target.width) / target.height);
  return placed({ x: picture.width / 2, y: picture.height / 2 }, width, picture, target);
}

export function moveBox(box: Box, by: { x: number; y: number }, picture: Size): Box {
  return { ...box, x: within(box.x + by.x, picture.width - box.width), y: within(box.y + by.y, picture.height - box.height) };
}

/** Wider by so many pixels, its middle where it was as far as the picture allows. */
export function growBox(box: Box, by: number, picture: Size, target: Size): Box {
  return placed({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, box.width + by, picture, target);
}

/** The corner follows the pointer as far as ratio and picture allow. */
export function dragCorner(box: Box, corner: Corner, pointer: { x: number; y: number }, picture: Size, target: Size): Box {
  const anchor = { x: corner.right ? box.x : box.x + box.width, y: corner.bottom ? box.y : box.y + box.height };
  const ratio = target.width / target.height;
  const wished = Math.max(Math.abs(pointer.x - anchor.x), Math.abs(pointer.y - anchor.y) * ratio);
  const room = { width: corner.right ? picture.width - anchor.x : anchor.x, height: corner.bottom ? picture.height - anchor.y : anchor.y };
  const { width, height } = sized(wished, room, ratio);
  return { x: corner.right ? anchor.x : anchor.x - width, y: corner.bottom ? anchor.y : anchor.y - height, width, height };
}

/** What of a crop of another ratio is meant now: same middle, as large as it was. */
export const refit = (box: Box, picture: Size, target: Size): Box =>
  placed({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, Math.sqrt((box.width * box.height * target.width) / target.height), picture, target);

/** The rectangle of about that width around a point. */
function placed(middle: { x: number; y: number }, wished: number, picture: Size, target: Size): Box {
  const { width, height } = sized(wished, picture, target.width / target.height);
  return moveBox({ x: Math.round(middle.x - width / 2), y: Math.round(middle.y - height / 2), width, height }, { x: 0, y: 0 }, picture);
}

/** Whole pixels of that ratio; no side beyond the room, the shorter one not below what can be seen. */
function sized(wished: number, room: Size, ratio: number): Size {
  const least = Math.max(SMALLEST, SMALLEST * ratio);
  const width = Math.min(Math.max(wished, least), room.width, room.height * ratio);
  return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.min(Math.round(width / ratio), Math.floor(room.height))) };
}

const within = (value: number, most: number): number => Math.max(0, Math.min(value, most));
