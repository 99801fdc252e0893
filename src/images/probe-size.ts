/** Width and height from a picture's first bytes, so that an extreme one is refused before it is decoded. */

export interface Size {
  width: number;
  height: number;
}

/** Enough for a JPEG whose size stands behind EXIF data, a thumbnail and a colour profile. */
export const PROBE_BYTES = 512 * 1024;

type Probe = (view: DataView) => Size | undefined;

/**
 * Size of a PNG, JPEG, GIF, WebP, BMP, AVIF or HEIC, before any rotation; undefined for what is none of these or cut too short.
 * `head` holds the file's first bytes, PROBE_BYTES of them where there are as many.
 */
export function probeSize(head: Uint8Array): Size | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const probes: [string, number, Probe][] = [
    ['\x89PNG\r\n\x1a\n', 0, pngSize],
    ['GIF8', 0, gifSize],
    ['\xff\xd8\xff', 0, jpegSize],
    ['WEBP', 8, webpSize],
    ['BM', 0, bmpSize],
    ['ftyp', 4, heifSize],
  ];
  const probe = probes.find(([mark, at]) => hasMark(head, mark, at))?.[2];
  try {
    return probe?.(view);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function hasMark(bytes: Uint8Array, mark: string, at: number): boolean {
  return [...mark].every((char, i) => bytes[at + i] === char.charCodeAt(0));
}

/** IHDR is always the first chunk. */
function pngSize(view: DataView): Size {
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function gifSize(view: DataView): Size {
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** SOF0…SOF15 carry the size; C4, C8 and CC in that range are other segments. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function jpegSize(view: DataView): Size | undefined {
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // FF may be repeated as a filler before a marker.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** Three kinds of first chunk: VP8X (extended), VP8L (lossless), VP8 (lossy). */
function webpSize(view: DataView): Size | undefined {
  const kind = String.fromCharCode(...[12, 13, 14, 15].map((at) => view.getUint8(at)));
  if (kind === 'VP8X') return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (kind === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  return undefined;
}

/** Rows from the top down are said by a negative height; the oldest head (12 bytes) has 16-bit sides. */
function bmpSize(view: DataView): Size {
  if (view.getUint32(14, true) === 12) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

const ISPE = 0x69737065;

/** The largest of the sizes (`ispe` boxes, ISO 23008-12): others are of thumbnails, tiles and masks. */
function heifSize(view: DataView): Size | undefined {
  let size: Size | undefined;
  for (let at = 0; at + 16 <= view.byteLength; at++) {
    if (view.getUint8(at) !== 0x69 || view.getUint32(at) !== ISPE) continue;
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (!size || width * height > size.width * size.height) size = { width, height };
  }
  return size;
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}
