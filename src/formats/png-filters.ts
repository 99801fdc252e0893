/**
 * @file The five filters of PNG rows: each byte minus a guess from the bytes to the left (a), above (b) and above left (c).
 * A row is a filter's number and `stride` bytes.
 */
const NONE = 0;
const SUB = 1;
const UP = 2;
const AVERAGE = 3;
const PAETH = 4;

/** The neighbour nearest to a + b - c. */
function paeth(a: number, b: number, c: number): number {
  const toA = Math.abs(b - c);
  const toB = Math.abs(a - c);
  const toC = Math.abs(a + b - 2 * c);
  if (toA <= toB && toA <= toC) return a;
  return toB <= toC ? b : c;
}

type Guess = (a: number, b: number, c: number) => number;

const GUESSES: readonly Guess[] = [
  () => 0,
  (a) => a,
  (_, b) => b,
  (a, b) => (a + b) >> 1,
  paeth,
];

/**
 * Undoes the filters of `rows` rows from byte `at` on, in place and without the filters' numbers: the pixels begin at
 * `at` too. `pixel`: bytes a pixel. False where a row has no such filter.
 */
export function unfilterRows(bytes: Uint8Array, at: number, rows: number, stride: number, pixel: number): boolean {
  let above: Uint8Array = new Uint8Array(stride);
  for (let row = 0; row < rows; row++) {
    const from = at + row * (stride + 1);
    const filter = bytes[from];
    if (filter > PAETH) return false;
    const to = at + row * stride;
    bytes.copyWithin(to, from + 1, from + 1 + stride);
    const line = bytes.subarray(to, to + stride);
    unfilterRow(line, above, filter, pixel);
    above = line;
  }
  return true;
}

function unfilterRow(line: Uint8Array, above: Uint8Array, filter: number, pixel: number): void {
  if (filter === NONE) return;
  if (filter === SUB) for (let i = pixel; i < line.length; i++) line[i] += line[i - pixel];
  else if (filter === UP) for (let i = 0; i < line.length; i++) line[i] += above[i];
  else {
    const guess = GUESSES[filter];
    for (let i = 0; i < pixel; i++) line[i] += guess(0, above[i], 0);
    if (filter === AVERAGE) for (let i = pixel; i < line.length; i++) line[i] += (line[i - pixel] + above[i]) >> 1;
    else for (let i = pixel; i < line.length; i++) line[i] += paeth(line[i - pixel], above[i], above[i - pixel]);
  }
}

/** Each row with the filter that leaves the smallest numbers, the specification's own advice. */
export function filterRows(pixels: Uint8Array, stride: number, pixel: number): Uint8Array<ArrayBuffer> {
  const rows = pixels.length / stride;
  const out = new Uint8Array(rows * (stride + 1));
  let above: Uint8Array = new Uint8Array(stride);
  for (let row = 0; row < rows; row++) {
    const line = pixels.subarray(row * stride, (row + 1) * stride);
    const at = row * (stride + 1);
    out[at] = bestFilter(line, above, pixel);
    filterRow(line, above, out[at], pixel, out.subarray(at + 1, at + 1 + stride));
    above = line;
  }
  return out;
}

/** Magnitude of a byte taken as signed. */
const magnitude = (difference: number): number => Math.abs((difference << 24) >> 24);

/** All five at once: this is where writing a card spends its time. */
function bestFilter(line: Uint8Array, above: Uint8Array, pixel: number): number {
  let [none, sub, up, average, byPaeth] = [0, 0, 0, 0, 0];
  for (let i = 0; i < line.length; i++) {
    const value = line[i];
    const b = above[i];
    const a = i < pixel ? 0 : line[i - pixel];
    const c = i < pixel ? 0 : above[i - pixel];
    none += magnitude(value);
    sub += magnitude(value - a);
    up += magnitude(value - b);
    average += magnitude(value - ((a + b) >> 1));
    byPaeth += magnitude(value - paeth(a, b, c));
  }
  const sums = [none, sub, up, average, byPaeth];
  return sums.indexOf(Math.min(...sums));
}

function filterRow(line: Uint8Array, above: Uint8Array, filter: number, pixel: number, out: Uint8Array): void {
  const guess = GUESSES[filter];
  for (let i = 0; i < line.length; i++) {
    out[i] = line[i] - (i < pixel ? guess(0, above[i], 0) : guess(line[i - pixel], above[i], above[i - pixel]));
  }
}
