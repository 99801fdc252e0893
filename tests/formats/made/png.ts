/** @file PNG files for tests: any chunks, any filter on any row, interlaced or not; zlib is Node's own. */
import { crc32, deflateSync } from 'node:zlib';
import { join, latin1 } from './bytes';

export const SIGNATURE = latin1('\x89PNG\r\n\x1a\n');

/** `claimed`: the length that the chunk says it has. */
export function chunk(type: string, data: Uint8Array, claimed = data.length): Uint8Array {
  const body = join([latin1(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(claimed);
  out.set(body, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return new Uint8Array(out);
}

export interface Shape {
  width: number;
  height: number;
  channels: 3 | 4;
  interlaced?: boolean;
  depth?: number;
  colourType?: number;
}

export function headerChunk({ width, height, channels, interlaced, depth = 8, colourType = channels === 3 ? 2 : 6 }: Shape): Uint8Array {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width);
  data.writeUInt32BE(height, 4);
  data.set([depth, colourType, 0, 0, Number(interlaced ?? false)], 8);
  return chunk('IHDR', data);
}

export const pngOf = (...chunks: Uint8Array[]): Uint8Array => join([SIGNATURE, ...chunks, chunk('IEND', new Uint8Array(0))]);

/** The specification's five formulas, one pixel byte at a time. */
function filtered(line: Uint8Array, above: Uint8Array, filter: number, pixel: number): Uint8Array {
  const guess = (i: number): number => {
    const [a, b, c] = [line[i - pixel] ?? 0, above[i] ?? 0, i < pixel ? 0 : (above[i - pixel] ?? 0)];
    const p = a + b - c;
    const near = [a, b, c].sort((one, other) => Math.abs(p - one) - Math.abs(p - other))[0];
    return [0, a, b, Math.floor((a + b) / 2), near][filter];
  };
  return join([Uint8Array.of(filter), line.map((value, i) => value - guess(i))]);
}

const rowsOf = (data: Uint8Array, stride: number): Uint8Array[] =>
  Array.from({ length: data.length / (stride || 1) }, (_, y) => data.subarray(y * stride, (y + 1) * stride));

/** The specification's figure of the seven passes. */
const ADAM7 = ['16462646', '77777777', '56565656', '77777777', '36463646', '77777777', '56565656', '77777777'];

function passes({ width, channels, interlaced }: Shape, data: Uint8Array): Uint8Array[][] {
  if (!interlaced) return [rowsOf(data, width * channels)];
  return [1, 2, 3, 4, 5, 6, 7].map((pass) =>
    rowsOf(data, width * channels).map((row, y) =>
      join(Array.from({ length: width }, (_, x) => (Number(ADAM7[y % 8][x % 8]) === pass ? row.subarray(x * channels, (x + 1) * channels) : new Uint8Array(0)))),
    ).filter((row) => row.length));
}

/** Rows behind filters, ready to be packed. `filter`: by the number of the row in the file. */
export function filteredRows(shape: Shape, data: Uint8Array, filter: (row: number) => number): Uint8Array {
  let count = 0;
  return join(passes(shape, data).flatMap((rows) =>
    rows.map((row, i) => filtered(row, rows[i - 1] ?? new Uint8Array(row.length), filter(count++), shape.channels))));
}

/** `parts`: of how many IDAT chunks; `texts`: chunks before them. */
export function madePng(shape: Shape, data: Uint8Array, { filter = (row: number) => row % 5, parts = 1, texts = [] as Uint8Array[] } = {}): Uint8Array {
  const packed = deflateSync(filteredRows(shape, data, filter));
  const size = Math.ceil(packed.length / parts);
  const pieces = Array.from({ length: parts }, (_, i) => chunk('IDAT', packed.subarray(i * size, (i + 1) * size)));
  return pngOf(headerChunk(shape), ...texts, ...pieces);
}
