/** @file Near duplicates among many pictures, by their difference hashes. */

/**
 * Bits in which near duplicates may differ, of 128. Measured over 37 photographs and 42 emoji: written as a poor
 * JPEG, halved, a fifth lighter or softer they differ from themselves in at most 15, with 3 % cut off all around nine of ten in
 * at most 19; of 1,527 pairs of different ones none differs in fewer than 24. With rows alone (64 bits) different ones
 * differ in as few as 6, and half of the cut ones in more.
 */
export const ALIKE_BITS = 18;

/** A hash with fewer bits set is of a picture with nothing to be seen: all such are alike, and nothing follows from it. */
const SAYING = 8;
/**
 * Of two pictures mostly plain few bits are set, so few can differ: of those set in both, at most this share. Of the 45 bundled
 * pictures changed as above it is at most 0.22; a turtle and a sailboat in the same place differ in 16 bits, a share of 0.235.
 */
const SHARE = 0.225;

/** Numbers of two pictures, the earlier one first, and the bits in which they differ. */
export interface AlikePair {
  first: number;
  second: number;
  bits: number;
}

const WORDS = 4;

/**
 * For every picture the earlier one that is most alike, where there is one: what remains without the second ones has no
 * near duplicates left but chains (a like b like c). Compares all with all: 12.5 million pairs of 5,000 pictures.
 */
export function alikePairs(hashes: readonly string[], most = ALIKE_BITS): AlikePair[] {
  const words = wordsOf(hashes);
  const set = Uint8Array.from(hashes, (_, i) => words.subarray(i * WORDS, (i + 1) * WORDS).reduce((sum, word) => sum + bitCount(word), 0));
  const pairs: AlikePair[] = [];
  for (let second = 1; second < hashes.length; second++) {
    const pair = set[second] < SAYING ? undefined : nearestBefore(words, set, second, most);
    if (pair) pairs.push(pair);
  }
  return pairs;
}

function nearestBefore(words: Uint32Array, set: Uint8Array, second: number, most: number): AlikePair | undefined {
  const at = second * WORDS;
  const [a, b, c, d] = words.subarray(at, at + WORDS);
  let found = -1;
  let least = most + 1;
  for (let first = 0, other = 0; first < second; first++, other += WORDS) {
    // Most pairs differ in enough bits of their first half.
    let bits = bitCount(words[other] ^ a) + bitCount(words[other + 1] ^ b);
    if (bits >= least) continue;
    bits += bitCount(words[other + 2] ^ c) + bitCount(words[other + 3] ^ d);
    if (bits < least && set[first] >= SAYING && bits <= (set[first] + set[second]) * SHARE) [found, least] = [first, bits];
  }
  return found < 0 ? undefined : { first: found, second, bits: least };
}

function wordsOf(hashes: readonly string[]): Uint32Array {
  const words = new Uint32Array(hashes.length * WORDS);
  hashes.forEach((hash, i) => {
    for (let word = 0; word < WORDS; word++) words[i * WORDS + word] = parseInt(hash.slice(word * 8, word * 8 + 8), 16);
  });
  return words;
}

/** Bits set in 32 (H. Warren, Hacker's Delight, 5-1). */
function bitCount(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
