/**
 * @file 128 bits that near duplicates share: whether each cell of a grid is darker than its right and its lower neighbour
 * (dHash: N. Krawetz, "Kind of Like That", 2013; the lower neighbours as in B. Hoyt's dhash).
 */
const CELLS = 8;
/** Noise in plain areas is no picture: a neighbour has to be lighter by more than a grey level. */
const LEAST = 1;

/** @param grey [height, width], 0..255; any size from 1 × 1 on @returns 32 hex digits: right neighbours first */
export function differenceHash(grey: Uint8Array, width: number, height: number): string {
  const side = CELLS + 1;
  const means = cellMeans(grey, width, height, side);
  const bits: boolean[] = [];
  for (const step of [1, side]) {
    for (let i = 0; i < CELLS * CELLS; i++) {
      const at = Math.floor(i / CELLS) * side + (i % CELLS);
      bits.push(means[at + step] > means[at] + LEAST);
    }
  }
  return hexOf(bits);
}

/** [side, side]; a picture of fewer pixels has some in several cells. */
function cellMeans(grey: Uint8Array, width: number, height: number, side: number): Float64Array {
  const columns = spans(width, side);
  const rows = spans(height, side);
  const means = new Float64Array(side * side);
  for (let i = 0; i < means.length; i++) {
    const [top, bottom] = rows[Math.floor(i / side)];
    const [left, right] = columns[i % side];
    let sum = 0;
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += grey[y * width + x];
    means[i] = sum / ((bottom - top) * (right - left));
  }
  return means;
}

function spans(size: number, count: number): [from: number, to: number][] {
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * size) / count);
    return [from, Math.max(from + 1, Math.floor(((i + 1) * size) / count))];
  });
}

function hexOf(bits: readonly boolean[]): string {
  let digits = '';
  for (let i = 0; i < bits.length; i += 4) {
    digits += bits.slice(i, i + 4).reduce((value, bit) => value * 2 + (bit ? 1 : 0), 0).toString(16);
  }
  return digits;
}
