/** @file Why a card cannot be read, or that a picture is none: from what of its structure is still there. */
import { Failure } from '../../failure';
import { damageOfBlocks, damageOfEdges, type Payload } from './card-cuts';
import { type CardParts } from './card-pixels';
import { damageOfTraces } from './card-traces';
import { type Pixels } from './embedding';

export type Damage = 'scaled' | 'lossy' | 'cropped' | 'changed';

const FAILURES: Readonly<Record<Damage, () => Failure>> = {
  scaled: () => new Failure('embedding.card-scaled'),
  lossy: () => new Failure('embedding.card-lossy'),
  cropped: () => new Failure('embedding.card-cropped'),
  changed: () => new Failure('embedding.card-changed'),
};

/**
 * `isLossy`: the picture comes from a format that does not keep pixels. Gives `embedding.card-none` where no card is to be
 * seen.
 */
export function diagnose(pixels: Pixels, parts: CardParts | undefined, payload: Payload, isLossy: boolean): Failure {
  const seen = topOf(pixels);
  const damage = (parts && damageOfBlocks(pixels, parts, payload)) ?? damageOfEdges(seen) ?? damageOfTraces(seen, isLossy);
  return damage ? FAILURES[damage]() : new Failure('embedding.card-none');
}

/** what is looked at; more would tell no more */
const ROWS = 1024;
const PIXELS = 4 * 1024 * 1024;

function topOf({ width, height, channels, data }: Pixels): Pixels {
  const rows = Math.min(height, ROWS, Math.floor(PIXELS / width));
  return { width, height: rows, channels, data: data.subarray(0, rows * width * channels) };
}
