/** @file Why a card cannot be read, or that a picture is none: from what of its structure is still there. */
import { Failure } from '../../failure';
import { type InflateFault } from '../zlib';
import { fineWaves } from './card-frequencies';
import { type CardParts } from './card-pixels';
import { blockShare, groupBias, planeOf, repeatedRows, rowSteps } from './card-signs';
import { type Pixels } from './embedding';
import { type Region } from './region';

export interface Evidence {
  /** what the two blocks hold, where they are of one size */
  readonly payload: Uint8Array | undefined;
  readonly fault: InflateFault | undefined;
  /** the picture comes from a format that does not keep pixels */
  readonly isLossy: boolean;
}

type Damage = 'scaled' | 'lossy' | 'cropped' | 'changed';

const FAILURES: Readonly<Record<Damage, () => Failure>> = {
  scaled: () => new Failure('embedding.card-scaled'),
  lossy: () => new Failure('embedding.card-lossy'),
  cropped: () => new Failure('embedding.card-cropped'),
  changed: () => new Failure('embedding.card-changed'),
};

/** Nothing in a block is left to chance; a watermark covers a part. */
const EXACT = 0.97;
const MOSTLY = 0.5;
/** of rows: enlarged by a twentieth or more */
const REPEATED = 0.04;

/** `embedding.card-none` where no card is to be seen. */
export function diagnose(pixels: Pixels, parts: CardParts | undefined, evidence: Evidence): Failure {
  const seen = topOf(pixels);
  const damage = (parts && exactDamage(pixels, parts, evidence)) ?? strayDamage(seen) ?? inexactDamage(seen, evidence.isLossy);
  return damage ? FAILURES[damage]() : new Failure('embedding.card-none');
}

/** rows that are looked at; more would tell no more */
const ROWS = 1024;

function topOf({ width, height, channels, data }: Pixels): Pixels {
  const rows = Math.min(height, ROWS);
  return { width, height: rows, channels, data: data.subarray(0, rows * width * channels) };
}

/** Both blocks are where they can be told from the picture, their pixels what was written. */
function exactDamage(pixels: Pixels, { low, high }: CardParts, { payload, fault }: Evidence): Damage | undefined {
  const share = Math.min(blockShare(pixels, low), blockShare(pixels, high));
  if (share < MOSTLY) return undefined;
  if (repeatedRows(pixels, low) > REPEATED) return 'scaled';
  if (share < EXACT) return 'changed';
  return payload && hasZlibHead(payload) && fault === 'broken' ? 'changed' : 'cropped';
}

/** Compression method 8, and both bytes a multiple of 31 (RFC 1950). */
const hasZlibHead = ([method, flags]: Uint8Array): boolean => (method & 15) === 8 && (method * 256 + flags) % 31 === 0;

/** columns at an edge that are looked at for a block; the thinnest has six for each vector */
const EDGE = 3;

/** A block without its separator or without the other one. */
function strayDamage(pixels: Pixels): Damage | undefined {
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

/** No pixel is what it was, but something of the form is left. */
function inexactDamage(pixels: Pixels, isLossy: boolean): Damage | undefined {
  const brightness = planeOf(pixels, [1, 1, 1]);
  const steps = rowSteps(brightness);
  const band = greyBand(pixels, steps);
  if (!band && !hasSeparators(columnMeans(brightness.values, pixels), steps)) return undefined;
  return isLossy || isRounded(pixels, band) ? 'lossy' : 'scaled';
}

/**
 * Columns of a block: grey on average, with noise in brightness and colours, and as many at the right edge as at the left
 * one. 0 where there are none.
 */
function greyBand(pixels: Pixels, steps: Float32Array): number {
  const [red, blue] = [planeOf(pixels, [1, -1, 0]), planeOf(pixels, [0, -1, 1])];
  const [redBias, blueBias, redSteps] = [groupBias(red), groupBias(blue), rowSteps(red)];
  const isBlock = (x: number): boolean => Math.max(redBias[x], blueBias[x]) < 8 && redSteps[x] > 1.2 && steps[x] > 3;
  const { width } = pixels;
  let [left, right] = [0, 0];
  while (left < width && isBlock(left)) left++;
  while (right < width && isBlock(width - 1 - right)) right++;
  const isCard = Math.min(left, right) >= 2 && Math.abs(left - right) <= 2 && left + right < width;
  return isCard ? left : 0;
}

function columnMeans(values: Float32Array, { width, height }: Pixels): Float32Array {
  const means = new Float32Array(width);
  values.forEach((value, i) => void (means[i % width] += value / height));
  return means;
}

const MIN_DEPTH = 0.33;
const MIN_STEPS = 10;

/** Two columns in mirrored places, darker than those around them, with noise outside of them. */
function hasSeparators(means: Float32Array, steps: Float32Array): boolean {
  const { length } = means;
  const depths = means.map((_, x) => depthAt(means, x));
  for (let left = 2; left < length / 2 - 2; left++) {
    const right = Math.max(...[-2, -1, 0].map((shift) => depths[length + shift - left] ?? 0));
    const outside = [...steps.subarray(0, left - 1), ...steps.subarray(length - left + 2)];
    if (Math.min(depths[left], right) > MIN_DEPTH && outside.every((step) => step > MIN_STEPS)) return true;
  }
  return false;
}

/** 0 to 1: against the brighter of the two columns beyond the next one, on the side where that is less. */
function depthAt(means: Float32Array, x: number): number {
  const beside = (step: number): number => Math.max(means[x + 2 * step] ?? 0, means[x + 3 * step] ?? 0);
  const level = Math.min(beside(-1), beside(1));
  return Math.max(0, (level - means[x]) / (level + 3));
}

/** columns that a square of 8 needs so that its colours are a block's */
const MOST_OF_SQUARE = 6;

/** Fine waves are mostly gone, of brightness or of colours. */
function isRounded(pixels: Pixels, band: number): boolean {
  const brightness = fineWaves(planeOf(pixels, [1 / 3, 1 / 3, 1 / 3]));
  if (brightness.evenness < 0.3) return true;
  if (band > 0 && band < MOST_OF_SQUARE) return false;
  const colour = fineWaves(planeOf(pixels, [1, -1, 0]));
  return colour.evenness < 0.45 || colour.mean < Math.min(0.7, 0.2 * brightness.mean);
}
