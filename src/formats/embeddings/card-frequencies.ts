/**
 * @file What JPEG and its like leave behind: in squares of 8 × 8 the fine waves are rounded, most of them to nothing, while
 * scaling thins them evenly.
 */
import { type Plane } from './card-signs';

const SIZE = 8;
/** waves across plus waves down from which on they count as fine */
const FINE = 7;

/** DCT-II, orthonormal: [wave, place] */
const cosines = Array.from({ length: SIZE }, (_, wave) =>
  Float32Array.from({ length: SIZE }, (_, place) => Math.cos((Math.PI * (2 * place + 1) * wave) / 16) * (wave ? 0.5 : Math.SQRT1_2 / 2)));
const FINE_WAVES = Array.from({ length: SIZE * SIZE }, (_, i) => [i >> 3, i & 7] as const).filter(([down, across]) => down + across >= FINE);

export interface FineWaves {
  /** of magnitudes */
  readonly mean: number;
  /** median ÷ mean: 0.85 for noise, near 0 where few are left */
  readonly evenness: number;
}

/** Of the column of squares at the left edge, where a card has data. */
export function fineWaves({ width, height, values }: Plane): FineWaves {
  const magnitudes: number[] = [];
  for (let top = 0; top + SIZE <= height && width >= SIZE; top += SIZE) {
    for (const [down, across] of FINE_WAVES) magnitudes.push(Math.abs(wave(values, top * width, width, down, across)));
  }
  const mean = magnitudes.reduce((sum, magnitude) => sum + magnitude, 0) / Math.max(1, magnitudes.length);
  const median = magnitudes.sort((a, b) => a - b)[magnitudes.length >> 1] ?? 0;
  return { mean, evenness: mean ? median / mean : 0 };
}

function wave(values: Float32Array, start: number, width: number, down: number, across: number): number {
  let sum = 0;
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) sum += values[start + y * width + x] * cosines[down][y] * cosines[across][x];
  }
  return sum;
}
