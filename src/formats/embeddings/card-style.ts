/**
 * @file The upper four bits of a card's blocks, which readers do not look at: a pattern made from the vectors, so that
 * people see that there is something, and that two cards differ.
 */
import { type Vectors } from './embedding';

/** One byte a pixel, [height, width], the lower four bits 0: laid over the red, green and blue of a block alike. */
export type BlockStyle = (embedding: Vectors, width: number, height: number, side: 'low' | 'high') => Uint8Array;

const HIGH = 0xf0;
const STEP = 8;
const START = -6;
/** half the width of a disc's rows, as PIL draws an ellipse in a box of 7 × 7 */
const DISC = [1, 2, 3, 3, 3, 2, 1];
/** values of the first vector that A1111 takes */
const SHADES = 1024;

/** A1111's discs, the same to the bit: magnitudes of the first vector from top to bottom, then from left to right. */
export const discs: BlockStyle = (embedding, width, height, side) => {
  const shades = shadesOf(embedding.vectors.subarray(0, Math.min(embedding.width, SHADES)));
  if (side === 'high') shades.reverse();
  const out = new Uint8Array(width * height);
  let next = 0;
  for (let x = START; x < width; x += STEP) {
    for (let y = START; y < height; y += STEP) {
      const shift = (y - START) % (2 * STEP) === 0 ? STEP / 2 : 0;
      fillDisc(out, width, height, x + shift, y, shades[next++ % shades.length] & HIGH);
    }
  }
  return out;
};

/** [left, top]: of the disc's box. */
function fillDisc(out: Uint8Array, width: number, height: number, left: number, top: number, shade: number): void {
  DISC.forEach((half, row) => {
    const y = top + row;
    if (y < 0 || y >= height) return;
    const [from, to] = [Math.max(0, left + 3 - half), Math.min(width, left + 4 + half)];
    if (from < to) out.fill(shade, y * width + from, y * width + to);
  });
}

/** Magnitudes as 0 to 255, the largest 255; what is no number is dark. */
function shadesOf(values: Float32Array): Uint8Array {
  const magnitudes = values.map((value) => (Number.isFinite(value) ? Math.abs(value) : 0));
  const most = magnitudes.reduce((a, b) => Math.max(a, b), 0) || 1;
  return Uint8Array.from(magnitudes, (magnitude) => Math.floor(Math.fround(Math.fround(magnitude / most) * 255)));
}

/** upper four bits, 0 to 15: never black, so that the columns beside a block stay visible whatever happens to the picture */
const DARKEST = 4;
const RANGE = 9;
/** pixels of a grain that shows that the pattern is data, and outlives them */
const GRAIN = 3;

/** Our look: a band for each vector, dark to light by magnitude, the second block mirrored. */
export const bands: BlockStyle = ({ vectors, count, width: length }, width, height, side) => {
  const shades = Array.from({ length: count }, (_, i) => shadesOf(vectors.subarray(i * length, (i + 1) * length)));
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = shades[Math.floor((y * count) / height)];
    for (let x = 0; x < width; x++) {
      const place = side === 'low' ? x : width - 1 - x;
      const shade = row[Math.floor((place * length) / width)];
      out[y * width + x] = (DARKEST + grainAt(place, y) + Math.floor(Math.sqrt(shade / 255) * RANGE)) << 4;
    }
  }
  return out;
};

/** 0 to 2, scattered but always the same. */
function grainAt(x: number, y: number): number {
  const mixed = Math.imul(Math.floor(x / GRAIN) * 73_856_093 + Math.floor(y / GRAIN) * 19_349_663, 0x9e3779b1);
  return ((mixed ^ (mixed >>> 15)) >>> 4) % 3;
}
