/** @file Offsets: things that live at the same time never overlap; each lies whole in one segment. */
import { Failure } from '../failure';

export interface Placement {
  readonly segment: number;
  /** bytes from the segment's start */
  readonly offset: number;
  readonly bytes: number;
}

interface Item {
  readonly id: number;
  readonly bytes: number;
  readonly start: number;
  readonly end: number;
}

type Placed = Item & Placement;

/** Largest first, each at the lowest free offset of the first segment that has room (greedy by size). */
export function packArena(
  items: readonly Item[],
  segmentBytes: number,
  alignment: number,
): { places: Map<number, Placement>; segments: number[] } {
  const placed: Placed[][] = [];
  const order = [...items].sort((a, b) => b.bytes - a.bytes || a.start - b.start || a.id - b.id);
  for (const item of order) place(item, placed, segmentBytes, alignment);
  const all = placed.flat();
  const places = new Map(all.map(({ id, segment, offset, bytes }) => [id, { segment, offset, bytes }]));
  return { places, segments: placed.map((segment) => extent(segment, alignment)) };
}

function place(item: Item, placed: Placed[][], segmentBytes: number, alignment: number): void {
  for (let segment = 0; ; segment++) {
    const neighbours = (placed[segment] ??= []);
    const offset = lowestGap(item, neighbours, alignment);
    // a thing larger than a segment gets one of its own
    if (offset + item.bytes > segmentBytes && !(offset === 0 && neighbours.length === 0)) continue;
    const above = neighbours.findIndex((other) => other.offset > offset);
    neighbours.splice(above < 0 ? neighbours.length : above, 0, { ...item, segment, offset });
    return;
  }
}

/** Neighbours are sorted by offset. */
function lowestGap(item: Item, neighbours: readonly Placed[], alignment: number): number {
  let offset = 0;
  for (const other of neighbours) {
    if (other.end < item.start || item.end < other.start) continue;
    if (offset + item.bytes <= other.offset) break;
    offset = Math.max(offset, up(other.offset + other.bytes, alignment));
  }
  return offset;
}

/** One after the other, for things that live as long as the runtime. */
export function packLine(
  items: readonly { id: string; bytes: number }[],
  segmentBytes: number,
  alignment: number,
): { places: Map<string, Placement>; segments: number[] } {
  const places = new Map<string, Placement>();
  const segments: number[] = [];
  for (const { id, bytes } of items) {
    if (places.has(id)) throw new Failure('internal', { message: `${id} packed twice` });
    let segment = Math.max(0, segments.length - 1);
    if ((segments[segment] ?? 0) > 0 && segments[segment] + bytes > segmentBytes) segment++;
    const offset = segments[segment] ?? 0;
    places.set(id, { segment, offset, bytes });
    segments[segment] = up(offset + bytes, alignment);
  }
  return { places, segments };
}

const up = (bytes: number, alignment: number): number => Math.ceil(bytes / alignment) * alignment;
const extent = (segment: readonly Placed[], alignment: number): number =>
  up(Math.max(0, ...segment.map(({ offset, bytes }) => offset + bytes)), alignment);
