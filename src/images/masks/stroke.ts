/**
 * @file A stroke of a brush. What it covers is the most that any part of it covers, so going over a place twice in one
 * stroke makes no soft edge harder; it is laid over the mask as it was before the stroke.
 */
import type { Point } from '../crops/corners';
import type { Box } from '../crops/crop';
import { SHOWN, type MaskPixels } from './mask';

export interface Brush {
  /** pixels of the mask */
  readonly radius: number;
  /** share of the radius over which the brush fades out, 0..1 */
  readonly softness: number;
  /** what it paints */
  readonly value: number;
}

export class Stroke {
  private readonly coverage: Uint8Array;
  readonly mask: MaskPixels;
  private last: Point | undefined;

  constructor(
    private readonly before: MaskPixels,
    private readonly brush: Brush,
  ) {
    this.coverage = new Uint8Array(before.values.length);
    this.mask = { ...before, values: before.values.slice() };
  }

  /** From the last point to this one, in pixels of the mask. What has changed of it: of no size where the brush is outside. */
  to(point: Point): Box {
    const from = this.last ?? point;
    this.last = point;
    const box = this.reach(from, point);
    const cover = coverageAlong(from, point, this.brush);
    for (let y = box.y; y < box.y + box.height; y++) {
      for (let x = box.x; x < box.x + box.width; x++) this.lay(y * this.before.width + x, cover(x + 0.5, y + 0.5));
    }
    return box;
  }

  private lay(at: number, cover: number): void {
    if (cover <= this.coverage[at]) return;
    this.coverage[at] = cover;
    const was = this.before.values[at];
    this.mask.values[at] = Math.round(was + ((this.brush.value - was) * cover) / SHOWN);
  }

  /** Whole pixels around both ends that the brush can touch. */
  private reach(a: Point, b: Point): Box {
    const { radius } = this.brush;
    const { width, height } = this.before;
    const along = (from: number, to: number, size: number): [number, number] => {
      const first = Math.min(size, Math.max(0, Math.floor(Math.min(from, to) - radius)));
      return [first, Math.max(0, Math.min(size, Math.ceil(Math.max(from, to) + radius)) - first)];
    };
    const [x, columns] = along(a.x, b.x, width);
    const [y, rows] = along(a.y, b.y, height);
    return { x, y, width: columns, height: rows };
  }
}

/** 0..255 by how far a place is from the line between both points. */
function coverageAlong(a: Point, b: Point, { radius, softness }: Brush): (x: number, y: number) => number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  // a hard brush has an edge of one pixel, which half of it may lie in
  const fade = Math.max(1, softness * radius);
  return (x, y) => {
    const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / length));
    const distance = Math.hypot(x - a.x - along * dx, y - a.y - along * dy);
    return Math.round(SHOWN * Math.min(1, Math.max(0, (radius - distance) / fade)));
  };
}
