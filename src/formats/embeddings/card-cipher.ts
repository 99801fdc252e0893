/**
 * @file What a card's pixels hold: the low four bits of each channel are half a byte of the payload, hidden by a fixed
 * sequence so that the picture looks noisy and not striped (facts of the project, §3.2).
 */

/** Low halves of a block's channels in order [row, column, channel]; hides and uncovers, in place. */
export function toggleMask(nibbles: Uint8Array): Uint8Array {
  let seed = 0;
  for (let i = 0; i < nibbles.length; i++) {
    seed = (Math.imul(1664525, seed) + 1013904223) >>> 0;
    nibbles[i] ^= (seed % 255) & 15;
  }
  return nibbles;
}

export interface Blocks {
  /** columns */
  readonly width: number;
  /** [height, width, 3], four bits each: the bytes' lower and higher halves, hidden */
  readonly low: Uint8Array;
  readonly high: Uint8Array;
}

const CHANNELS = 3;

/** `height`: of the picture between the blocks. What is left of the last row repeats the payload from its start. */
export function packBlocks(payload: Uint8Array, height: number): Blocks {
  const length = paddedLength(payload.length, height);
  const [low, high] = [new Uint8Array(length), new Uint8Array(length)];
  for (let i = 0; i < length; i++) {
    const byte = payload[i % payload.length];
    low[i] = byte & 15;
    high[i] = byte >> 4;
  }
  return { width: length / (CHANNELS * height), low: toggleMask(low), high: toggleMask(high) };
}

/** A1111's: always 1 to `height` more, then 1 to three times that more. */
function paddedLength(length: number, height: number): number {
  const rows = length + height - (length % height);
  return rows + CHANNELS * height - (rows % (CHANNELS * height));
}

/** The bytes that two uncovered blocks of one size hold. */
export function joinHalves(low: Uint8Array, high: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(low.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = low[i] | (high[i] << 4);
  return bytes;
}
