/** @file PNG from RGB bytes, without a canvas: exact bytes in, and it runs in workers and in Node. */
import { invariant } from '../failure';
import { concatBytes } from './concat';
import { crc32 } from './crc32';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const CHANNELS = 3;
/** each byte minus the one a pixel to the left: cheap, and good on smooth pictures */
const FILTER_SUB = 1;

/** `rgb`: width × height × 3, row-major, 8 bits a channel. */
export async function encodePng(rgb: Uint8Array, width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  invariant(width > 0 && height > 0 && rgb.length === width * height * CHANNELS, () => `${rgb.length} bytes for ${width} x ${height}`);
  return concatBytes([
    SIGNATURE,
    chunk('IHDR', header(width, height)),
    chunk('IDAT', await deflate(filterRows(rgb, width * CHANNELS))),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Size, then 8 bits, colour type 2 (RGB), deflate, adaptive filters, not interlaced. */
function header(width: number, height: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(13));
  view.setUint32(0, width);
  view.setUint32(4, height);
  view.setUint8(8, 8);
  view.setUint8(9, 2);
  return new Uint8Array(view.buffer);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = concatBytes([new TextEncoder().encode(type), data]);
  const view = new DataView(new ArrayBuffer(body.length + 8));
  view.setUint32(0, data.length);
  view.setUint32(body.length + 4, crc32(body));
  const out = new Uint8Array(view.buffer);
  out.set(body, 4);
  return out;
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
