/**
 * @file Corners worth looking at: Shi and Tomasi, "Good Features to Track" (1994), with the choices of OpenCV's
 * goodFeaturesToTrack (3 × 3 Sobel, 3 × 3 blocks, mirrored borders), which A1111's focal crop calls.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface CornerSettings {
  readonly most: number;
  /** share of the best corner's strength that is still taken */
  readonly quality: number;
  /** pixels between any two */
  readonly distance: number;
}

/** `grey` [height, width]. Strongest first. */
export function corners(grey: Uint8Array, width: number, height: number, { most, quality, distance }: CornerSettings): Point[] {
  const strength = cornerStrength(grey, width, height);
  const least = strength.reduce((a, b) => Math.max(a, b), 0) * quality;
  const peaks = peaksOf(strength, width, height, least);
  // of equal strength the later one first, as OpenCV sorts
  peaks.sort((a, b) => strength[b] - strength[a] || b - a);
  const kept: Point[] = [];
  for (const at of peaks) {
    if (kept.length === most) break;
    const point = { x: at % width, y: Math.floor(at / width) };
    if (kept.every(({ x, y }) => (x - point.x) ** 2 + (y - point.y) ** 2 >= distance ** 2)) kept.push(point);
  }
  return kept;
}

/** Smaller eigenvalue of the summed gradient products, [height, width]. */
function cornerStrength(grey: Uint8Array, width: number, height: number): Float32Array {
  const [across, down] = sobel(grey, width, height);
  const product = (a: Float32Array, b: Float32Array): Float32Array => blockSum(a.map((value, i) => value * b[i]), width, height);
  const [xx, xy, yy] = [product(across, across), product(across, down), product(down, down)];
  return xx.map((value, i) => {
    const [a, c] = [value / 2, yy[i] / 2];
    return a + c - Math.sqrt((a - c) ** 2 + xy[i] ** 2);
  });
}

/** …3 2 1 | 0 1 2 3… : the edge pixel is not repeated. */
function mirrored(at: number, size: number): number {
  if (size === 1) return 0;
  if (at < 0) return -at;
  return at < size ? at : 2 * size - 2 - at;
}

/** [-1 0 1] one way, [1 2 1] the other. */
function sobel(grey: Uint8Array, width: number, height: number): [across: Float32Array, down: Float32Array] {
  const [across, down] = [new Float32Array(grey.length), new Float32Array(grey.length)];
  for (let y = 0; y < height; y++) {
    const rows = [y - 1, y, y + 1].map((row) => mirrored(row, height) * width);
    for (let x = 0; x < width; x++) {
      const [left, right] = [mirrored(x - 1, width), mirrored(x + 1, width)];
      const at = (row: number, column: number): number => grey[rows[row] + column];
      across[y * width + x] = at(0, right) - at(0, left) + 2 * (at(1, right) - at(1, left)) + at(2, right) - at(2, left);
      down[y * width + x] = at(2, left) - at(0, left) + 2 * (at(2, x) - at(0, x)) + at(2, right) - at(0, right);
    }
  }
  return [across, down];
}

/** Sum of 3 × 3. */
function blockSum(values: Float32Array, width: number, height: number): Float32Array {
  const rows = values.map((_, i) => {
    const [x, start] = [i % width, i - (i % width)];
    return values[start + mirrored(x - 1, width)] + values[i] + values[start + mirrored(x + 1, width)];
  });
  return rows.map((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return rows[mirrored(y - 1, height) * width + x] + rows[i] + rows[mirrored(y + 1, height) * width + x];
  });
}

/** Indices of values that none of the eight around exceeds; not at the very edge. */
function peaksOf(strength: Float32Array, width: number, height: number, least: number): number[] {
  const peaks: number[] = [];
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * width + 1; i < (y + 1) * width - 1; i++) {
      if (strength[i] > least && isPeak(strength, i, width)) peaks.push(i);
    }
  }
  return peaks;
}

const isPeak = (strength: Float32Array, i: number, width: number): boolean =>
  [-width, 0, width].every((row) => [-1, 0, 1].every((column) => strength[i + row + column] <= strength[i]));
