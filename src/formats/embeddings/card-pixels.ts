/** @file A card's embedding from its pixels alone, after a site has stripped everything else (facts of the project, §3.3). */
import { Failure } from '../../failure';
import { inflateZlib } from '../zlib';
import { joinHalves, toggleMask } from './card-cipher';
import { diagnose } from './card-damage';
import { decodeCardJson } from './card-json';
import { type Pixels } from './embedding';
import { blackColumns, cutOut, lowHalves, withoutBorder, type Region } from './region';
import { type TensorSet } from './tensor-set';

/** JSON of 1,000 vectors, 1280 wide, and of their 768 wide half. */
export const MAX_JSON_BYTES = 48 * 1024 * 1024;

/** Where the parts of a card lie: the columns between them are `regions`' gaps. */
export interface CardParts {
  readonly low: Region;
  readonly picture: Region;
  readonly high: Region;
}

/** Undefined where no two columns separate blocks from a picture. */
function findParts(pixels: Pixels): CardParts | undefined {
  const whole = withoutBorder(pixels);
  const columns = blackColumns(pixels, whole);
  const [first, last] = [columns[0], columns.at(-1)!];
  if (columns.length < 2 || first === whole.left || last === whole.right - 1) return undefined;
  return {
    low: { ...whole, right: first },
    picture: { ...whole, left: first + 1, right: last },
    high: { ...whole, left: last + 1 },
  };
}

/** The picture of a card; the whole where it is none. */
export function pictureOf(pixels: Pixels): Pixels {
  const picture = findParts(pixels)?.picture;
  return picture && picture.right > picture.left ? cutOut(pixels, picture) : pixels;
}

/**
 * `isLossy`: what the pixels were decoded from, such as JPEG, does not keep them exactly. Throws `embedding.card-none` where
 * no card is to be seen, `embedding.card-content` where it holds something else, `zlib.too-large` {limit}, and what has
 * happened to a card that cannot be read: `embedding.card-scaled`, `-lossy`, `-cropped`, `-changed`.
 */
export function decodeCardPixels(pixels: Pixels, isLossy = false): TensorSet {
  const parts = findParts(pixels);
  const bytes = parts && unhide(pixels, parts);
  const inflated = bytes && inflateZlib(bytes, MAX_JSON_BYTES);
  if (!inflated || typeof inflated === 'string') throw diagnose(pixels, parts, { bytes, fault: inflated }, isLossy);
  const set = decodeCardJson(new TextDecoder().decode(inflated.bytes));
  if (!set) throw new Failure('embedding.card-content');
  return set;
}

/** Undefined where the blocks are not of one size. */
function unhide(pixels: Pixels, { low, high }: CardParts): Uint8Array | undefined {
  if (low.right - low.left !== high.right - high.left) return undefined;
  return joinHalves(toggleMask(lowHalves(pixels, low)), toggleMask(lowHalves(pixels, high)));
}
