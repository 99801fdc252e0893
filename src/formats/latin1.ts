/** @file Latin-1, byte n being character n, at the pace of memory: cards hold megabytes of it. */

/** TextDecoder's `latin1` is Windows-1252, which has other characters, all above 255, for some of 0x80 to 0x9f. */
const windows1252 = new TextDecoder('latin1');
const PIECE = 8192;

export function textOfLatin1(bytes: Uint8Array): string {
  const text = windows1252.decode(bytes);
  return /[^\0-\xff]/.test(text) ? byPieces(bytes) : text;
}

function byPieces(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return text;
}

/** Characters above 255 lose what is above. */
export function bytesOfLatin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
