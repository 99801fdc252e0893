/** @file PNG from RGB bytes, without a canvas: exact bytes in, and it runs in workers and in Node. */
import { invariant } from '../failure';
import { pngFile } from './png-parts';

const CHANNELS = 3;
/** each byte minus the one a pixel to the left: cheap, and good on smooth pictures */
const FILTER_SUB = 1;

/** `rgb`: width × height × 3, row-major, 8 bits a channel. Packed by the platform, which is fast: its bytes may differ elsewhere. */
export async function encodePng(rgb: Uint8Array, width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  invariant(width > 0 && height > 0 && rgb.length === width * height * CHANNELS, () => `${rgb.length} bytes for ${width} x ${height}`);
  return pngFile(width, height, await deflate(filterRows(rgb, width * CHANNELS)));
}

function filterRows(rgb: Uint8Array, stride: number): Uint8Array<ArrayBuffer> {
  const rows = rgb.length / stride;
  const out = new Uint8Array(rows * (stride + 1));
  for (let row = 0, at = 0, from = 0; row < rows; row++, from += stride) {
    out[at++] = FILTER_SUB;
    for (let i = 0; i < stride; i++) out[at++] = rgb[from + i] - (i < CHANNELS ? 0 : rgb[from + i - CHANNELS]);
  }
  return out;
}

/** zlib format, which is what IDAT holds. */
async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
