/** @file What a PNG file is put together from. */
import { concatBytes } from './concat';
import { crc32 } from './crc32';
import { bytesOfLatin1 } from './latin1';
import { PNG_SIGNATURE } from './png-chunks';

/** `packed`: filtered rows as a zlib stream; `texts`: chunks that stand before the pixels. */
export function pngFile(width: number, height: number, packed: Uint8Array, texts: readonly Uint8Array[] = []): Uint8Array<ArrayBuffer> {
  const header = chunk('IHDR', headerOf(width, height));
  return concatBytes([PNG_SIGNATURE, header, ...texts, chunk('IDAT', packed), chunk('IEND', new Uint8Array(0))]);
}

/** Size, then 8 bits, colour type 2 (RGB), deflate, adaptive filters, not interlaced. */
function headerOf(width: number, height: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(13));
  view.setUint32(0, width);
  view.setUint32(4, height);
  view.setUint8(8, 8);
  view.setUint8(9, 2);
  return new Uint8Array(view.buffer);
}

/** `keyword`: 1 to 79 characters of Latin-1. tEXt where Latin-1 has all characters, else iTXt, as PIL does. */
export function textChunk(keyword: string, text: string): Uint8Array {
  if (!/[\u0100-\uffff]/.test(text)) return chunk('tEXt', bytesOfLatin1(`${keyword}\0${text}`));
  return chunk('iTXt', concatBytes([bytesOfLatin1(`${keyword}\0\0\0\0\0`), new TextEncoder().encode(text)]));
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = concatBytes([bytesOfLatin1(type), data]);
  const view = new DataView(new ArrayBuffer(body.length + 8));
  view.setUint32(0, data.length);
  view.setUint32(body.length + 4, crc32(body));
  const out = new Uint8Array(view.buffer);
  out.set(body, 4);
  return out;
}
