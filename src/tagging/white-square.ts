/** @file A picture in the middle of a white square: what WD14 taggers are given (SmilingWolf's wd-tagger, prepare_image). */
import type { Part, Raster } from './raster';

export function inWhiteSquare(picture: Raster): Raster {
  const { width, height, channels } = picture;
  const side = Math.max(width, height);
  const left = Math.floor((side - width) / 2);
  const top = Math.floor((side - height) / 2);
  const read = (part: Part): Uint8Array => {
    const out = new Uint8Array((part.to - part.from) * part.count * channels).fill(255);
    const inside = { from: Math.max(part.from, left), to: Math.min(part.to, left + width), y: Math.max(part.y, top), end: Math.min(part.y + part.count, top + height) };
    const columns = inside.to - inside.from;
    const count = inside.end - inside.y;
    if (columns <= 0 || count <= 0) return out;
    const found = Uint8Array.from(picture.read({ from: inside.from - left, to: inside.to - left, y: inside.y - top, count }));
    for (let row = 0; row < count; row++) {
      const at = (inside.y - part.y + row) * (part.to - part.from) + inside.from - part.from;
      out.set(found.subarray(row * columns * channels, (row + 1) * columns * channels), at * channels);
    }
    return out;
  };
  return { width: side, height: side, channels, read };
}
