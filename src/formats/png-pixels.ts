/**
 * @file The pixels of a PNG, bit for bit: a canvas may convert colours or multiply by alpha, which changes low bits.
 * Colour types 2 and 6 at 8 bits, all filters, interlaced (Adam7) or not.
 */
import { Failure } from '../failure';
import { concatBytes } from './concat';
import { readChunk, type PngFile, type PngHeader } from './png-chunks';
import { unfilterRows } from './png-filters';
import { inflateZlib } from './zlib';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 3: RGB, 4: RGBA */
  readonly channels: 3 | 4;
  /** [height, width, channels] */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** 100 to 134 MB unpacked */
const MAX_PIXELS = 2 ** 25;
/** what deflate can shrink at most: 258 bytes take two bits */
const MAX_RATIO = 1032;
const CHANNELS: Readonly<Record<number, 3 | 4>> = { 2: 3, 6: 4 };
/** x and y of the first pixel, then the steps to the next ones */
const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const;

/** Throws `png.kind` {type, depth}, `png.too-large` {width, height}, `png.damaged` {at}. */
export async function readPngPixels(png: PngFile): Promise<Pixels> {
  const { width, height, depth, colourType, isInterlaced } = png.header;
  const channels = CHANNELS[colourType];
  if (!channels || depth !== 8) throw new Failure('png.kind', { type: colourType, depth });
  if (width * height > MAX_PIXELS) throw new Failure('png.too-large', { width, height });
  const passes = isInterlaced ? adam7(png.header) : [{ width, height, x: 0, y: 0, stepX: 1, stepY: 1 }];
  const bytes = await inflateRows(png, passes, channels);
  return { width, height, channels, data: isInterlaced ? weave(bytes, passes, png.header, channels) : bytes };
}

interface Pass {
  width: number;
  height: number;
  x: number;
  y: number;
  stepX: number;
  stepY: number;
}

/** Passes without a pixel have no rows either. */
function adam7({ width, height }: PngHeader): Pass[] {
  const passes = ADAM7.map(([x, y, stepX, stepY]) => ({
    x, y, stepX, stepY, width: Math.ceil((width - x) / stepX), height: Math.ceil((height - y) / stepY),
  }));
  return passes.filter((pass) => pass.width > 0 && pass.height > 0);
}

/** The passes' pixels one behind the other. */
async function inflateRows(png: PngFile, passes: readonly Pass[], channels: number): Promise<Uint8Array> {
  const parts = png.chunks.filter(({ type }) => type === 'IDAT');
  const damaged = new Failure('png.damaged', { at: parts[0]?.start ?? png.source.size });
  const size = passes.reduce((sum, { width, height }) => sum + height * (width * channels + 1), 0);
  const packedSize = parts.reduce((sum, { start, end }) => sum + end - start, 0);
  if (packedSize * MAX_RATIO < size || packedSize > size + size / 10 + 65_536) throw damaged;
  const packed: Uint8Array[] = [];
  for (const part of parts) packed.push(await readChunk(png.source, part));
  const bytes = inflateExactly(concatBytes(packed), size);
  if (!bytes || !unfilterPasses(bytes, passes, channels)) throw damaged;
  return bytes.subarray(0, size - passes.reduce((sum, { height }) => sum + height, 0));
}

function inflateExactly(packed: Uint8Array, size: number): Uint8Array | undefined {
  try {
    const inflated = inflateZlib(packed, size);
    return typeof inflated === 'string' || inflated.bytes.length !== size ? undefined : inflated.bytes;
  } catch {
    return undefined;
  }
}

/** Each pass is moved to the end of the one before. */
function unfilterPasses(bytes: Uint8Array, passes: readonly Pass[], channels: number): boolean {
  let [from, to] = [0, 0];
  for (const { width, height } of passes) {
    const stride = width * channels;
    if (!unfilterRows(bytes, from, height, stride, channels)) return false;
    bytes.copyWithin(to, from, from + height * stride);
    from += height * (stride + 1);
    to += height * stride;
  }
  return true;
}

function weave(bytes: Uint8Array, passes: readonly Pass[], { width, height }: PngHeader, channels: number): Uint8Array {
  const out = new Uint8Array(width * height * channels);
  let from = 0;
  for (const pass of passes) {
    for (let row = 0; row < pass.height; row++) {
      let to = ((pass.y + row * pass.stepY) * width + pass.x) * channels;
      for (let column = 0; column < pass.width; column++, to += pass.stepX * channels) {
        for (let channel = 0; channel < channels; channel++) out[to + channel] = bytes[from++];
      }
    }
  }
  return out;
}
