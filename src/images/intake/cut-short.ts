/**
 * @file Whether a picture's bytes end too early. Browsers draw what there is of such a file and leave the rest grey or
 * empty, which would then be learned.
 */
import { mediaTypeOf, type MediaType } from './media-type';

type Check = (bytes: Uint8Array, view: DataView) => boolean;

const CHECKS: Partial<Record<MediaType, Check>> = { 'image/png': pngIsShort, 'image/jpeg': jpegIsShort, 'image/webp': riffIsShort, 'image/bmp': bmpIsShort };

/** Of a PNG, JPEG, WebP or BMP; of other forms decoders say so themselves. What follows a picture's end does not matter. */
export function isCutShort(bytes: Uint8Array): boolean {
  const type = mediaTypeOf(bytes);
  try {
    return (type && CHECKS[type]?.(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))) ?? false;
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}

/** Chunks up to IEND; reading behind the end throws a RangeError. */
function pngIsShort(bytes: Uint8Array, view: DataView): boolean {
  for (let at = 8; ; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return true;
    if (view.getUint32(at + 4) === 0x49454e44) return false;
    at = end;
  }
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** Segments up to the first scan, then an end mark: within a scan FF is never followed by D9. */
function jpegIsShort(bytes: Uint8Array, view: DataView): boolean {
  let at = 2;
  while (view.getUint8(at + 1) !== START_OF_SCAN) {
    // Not at a marker: damaged otherwise, and the decoder's to judge. FF may be repeated as a filler.
    if (view.getUint8(at) !== 0xff) return false;
    at += view.getUint8(at + 1) === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  for (let ff = bytes.indexOf(0xff, at + 2); ff >= 0; ff = bytes.indexOf(0xff, ff + 1)) {
    if (bytes[ff + 1] === END_OF_IMAGE) return false;
  }
  return true;
}

function riffIsShort(bytes: Uint8Array, view: DataView): boolean {
  return 8 + view.getUint32(4, true) > bytes.length;
}

/** Some writers leave the length at 0. */
function bmpIsShort(bytes: Uint8Array, view: DataView): boolean {
  return view.getUint32(2, true) > bytes.length;
}
