/** Pictures made of bytes, for inputs no camera gives. */
import { randomBytes } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body) >>> 0, body.length + 4);
  return out;
}

/** A grey 8-bit PNG; `tone` sets it apart from others. */
export const greyPng = (width, height, tone = 128) => png(width, height, Buffer.alloc((width + 1) * height, tone));

/** Of one colour, red, green, blue. */
export const colourPng = (width, height, colour) => png(width, height, Buffer.from(Array.from({ length: height }, () => [0, ...Array.from({ length: width }, () => colour).flat()]).flat()), 3);

/** Noise does not pack: a square of `side` is a file of about side² bytes. */
export const noisePng = (side) => png(side, side, randomBytes((side + 1) * side));

/** @param {Buffer} rows one filter byte, then one byte a channel of each pixel, for each row */
function png(width, height, rows, channels = 1) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  head[9] = channels === 3 ? 2 : 0;
  for (let y = 0; y < height; y++) rows[y * (width * channels + 1)] = 0;
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([magic, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
