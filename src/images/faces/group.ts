/** @file Many boxes around one face as one: OpenCV's groupRectangles, with its constants. */
import type { Box } from '../crops/crop';
import { roundHalfEven } from '../round';

const EPSILON = 0.2;

interface Group {
  readonly box: Box;
  readonly count: number;
}

/** The mean of each group of more than `least` similar boxes, without those inside of better ones. */
export function groupBoxes(boxes: readonly Box[], least: number): Box[] {
  const groups = partition(boxes).map((group): Group => ({ box: meanBox(group), count: group.length })).filter(({ count }) => count > least);
  return groups.filter((group) => !groups.some((other) => other !== group && swallows(other, group))).map(({ box }) => box);
}

/** Boxes that are similar, or similar to one that is, and so on. */
function partition(boxes: readonly Box[]): Box[][] {
  const left = new Set(boxes);
  const groups: Box[][] = [];
  for (const box of boxes) {
    if (!left.delete(box)) continue;
    const group = [box];
    for (const member of group) {
      for (const other of left) if (areSimilar(member, other)) group.push(other);
      group.forEach((taken) => left.delete(taken));
    }
    groups.push(group);
  }
  return groups;
}

function areSimilar(a: Box, b: Box): boolean {
  const delta = EPSILON * (Math.min(a.width, b.width) + Math.min(a.height, b.height)) * 0.5;
  const near = (from: number, to: number): boolean => Math.abs(from - to) <= delta;
  return near(a.x, b.x) && near(a.y, b.y) && near(a.x + a.width, b.x + b.width) && near(a.y + a.height, b.y + b.height);
}

function meanBox(boxes: readonly Box[]): Box {
  const mean = (key: keyof Box): number => roundHalfEven(boxes.reduce((sum, box) => sum + box[key], 0) / boxes.length);
  return { x: mean('x'), y: mean('y'), width: mean('width'), height: mean('height') };
}

/** A group lies in another one that more boxes speak for. */
function swallows({ box: outer, count: more }: Group, { box, count }: Group): boolean {
  const [dx, dy] = [roundHalfEven(outer.width * EPSILON), roundHalfEven(outer.height * EPSILON)];
  const inside = box.x >= outer.x - dx && box.y >= outer.y - dy
    && box.x + box.width <= outer.x + outer.width + dx && box.y + box.height <= outer.y + outer.height + dy;
  return inside && (more > Math.max(3, count) || count < 3);
}
