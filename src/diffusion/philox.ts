/**
 * @file Random numbers that are the same on every machine: Philox 4×32-10 (Salmon et al., "Parallel random numbers:
 * as easy as 1, 2, 3", 2011). There is no state: a number follows from seed, stream and place alone, so a resumed
 * run needs only its step, and what one stream takes can never move another.
 */
import { normalFromBits } from './normal-quantile';

/** Every use has its own numbers: previews and evaluation never change what training draws. */
export const STREAM = {
  timestep: 1,
  noise: 2,
  prompt: 3,
  order: 4,
  latent: 5,
  preview: 6,
  evaluation: 7,
  tags: 8,
  offset: 9,
  batches: 10,
} as const;

export type Stream = (typeof STREAM)[keyof typeof STREAM];

const ROUNDS = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;

/** Four 32-bit words from a 128-bit counter and a 64-bit key. */
export function philox(counter: readonly number[], key: readonly number[]): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c2 = high0 ^ c3 ^ k1;
    c1 = low1;
    c3 = low0;
    k0 = (k0 + KEY_STEP_0) | 0;
    k1 = (k1 + KEY_STEP_1) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** Upper 32 bits of a 64-bit product, by halves of 16 bits. */
function multiplyHigh(a: number, b: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carried = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 65536) + (carried >>> 16)) | 0;
}

/** A whole number up to 2^53 as two words, low first. */
function wordsOf(value: number): [number, number] {
  return [value >>> 0, Math.floor(value / 4294967296) >>> 0];
}

/** Place in the counter: block within a draw, draw, stream. */
function counterOf(block: number, draw: number, stream: Stream): number[] {
  const [low, high] = wordsOf(draw);
  return [block, low, stream, high];
}

/** A number in [0, 1) of 53 bits. `index`: its place in the stream. Seed and index are whole numbers up to 2^53. */
export function uniform(seed: number, stream: Stream, index: number): number {
  const [a, b] = philox(counterOf(0, index, stream), wordsOf(seed));
  return ((a >>> 5) * 67108864 + (b >>> 6)) / 9007199254740992;
}

/** A whole number from 0 to below - 1. */
export function integer(seed: number, stream: Stream, index: number, below: number): number {
  return Math.floor(uniform(seed, stream, index) * below);
}

/** `count` standard normal numbers. `draw`: which such array of the stream, e.g. the sample's number. */
export function normals(seed: number, stream: Stream, count: number, draw = 0): Float32Array {
  const key = wordsOf(seed);
  const out = new Float32Array(count);
  for (let at = 0, block = 0; at < count; at += 4, block++) {
    const words = philox(counterOf(block, draw, stream), key);
    for (let i = 0; i < 4 && at + i < count; i++) out[at + i] = normalFromBits(words[i]);
  }
  return out;
}
