/** @file Cards whose blocks are still, at least in part, what was written: cut, painted over, or rows and columns left out. */
import { type InflateFault } from '../zlib';
import { type Damage } from './card-damage';
import { type CardParts } from './card-pixels';
import { blockShare, repeatedRows } from './card-signs';
import { type Pixels } from './embedding';
import { type Region } from './region';

/** What the two blocks hold. */
export interface Payload {
  /** absent where they are not of one size */
  readonly bytes?: Uint8Array;
  readonly fault?: InflateFault;
}

/** Nothing in a block is left to chance; a watermark covers a part. */
const EXACT = 0.97;
const MOSTLY = 0.5;
/** of rows: enlarged by a twentieth or more */
const REPEATED = 0.04;

/** Both blocks are where they can be told from the picture, their pixels what was written. */
export function damageOfBlocks(pixels: Pixels, { low, high }: CardParts, { bytes, fault }: Payload): Damage | undefined {
  const share = Math.min(blockShare(pixels, low), blockShare(pixels, high));
  if (share < MOSTLY) return undefined;
  if (repeatedRows(pixels, low) > REPEATED) return 'scaled';
  if (share < EXACT) return 'changed';
  return bytes && hasZlibHead(bytes) && fault === 'broken' ? 'changed' : 'cropped';
}

/** Compression method 8, and both bytes a multiple of 31 (RFC 1950). */
const hasZlibHead = ([method, flags]: Uint8Array): boolean => (method & 15) === 8 && (method * 256 + flags) % 31 === 0;

/** columns at an edge that are looked at for a block; the thinnest has six for each vector */
const EDGE = 3;

/** A block without its separator or without the other one. */
export function damageOfEdges(pixels: Pixels): Damage | undefined {
  const { width, height } = pixels;
  if (width < 4 * EDGE) return undefined;
  const edges: Region[] = [{ left: 0, top: 0, right: EDGE, bottom: height }, { left: width - EDGE, top: 0, right: width, bottom: height }];
  const exact = edges.filter((edge) => blockShare(pixels, edge) >= EXACT);
  if (!exact.length) return undefined;
  if (repeatedRows(pixels, exact[0]) > REPEATED) return 'scaled';
  if (exact.length === 1) return 'cropped';
  return hasPaintedSeparators(pixels) ? 'changed' : 'scaled';
}

/** Two columns that are black but for a part. Where rows and columns were left out, they may be gone or mixed with others. */
function hasPaintedSeparators({ width, height, channels, data }: Pixels): boolean {
  const black = new Float32Array(width);
  for (let i = 0, at = 0; i < width * height; i++, at += channels) {
    if (!((data[at] | data[at + 1] | data[at + 2]) & 15)) black[i % width] += 1 / height;
  }
  return black.filter((share) => share > MOSTLY).length >= 2;
}
