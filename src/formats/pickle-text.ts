/** @file Text and numbers as pickles of protocol 0 spell them, and integers of any length. */

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Of a few characters: formats/latin1 is for many, and takes twice as long to begin. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/**
 * Undefined where the bytes are no UTF-8: the decoder puts a U+FFFD for what it cannot read, so that there are more of
 * them than the bytes hold themselves. One that throws takes ten times as long about it.
 */
export function utf8Text(bytes: Uint8Array): string | undefined {
  const text = utf8.decode(bytes);
  return !text.includes('\ufffd') || replacementsOf(text) === replacementsIn(bytes) ? text : undefined;
}

function replacementsOf(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) count++;
  return count;
}

/** Occurrences of EF BF BD, which is U+FFFD. */
function replacementsIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0xef); at >= 0; at = bytes.indexOf(0xef, at + 1)) if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) count++;
  return count;
}

const word = new DataView(new ArrayBuffer(8));

/** Two's complement, little-endian. A number where it is exact. */
export function longOf(bytes: Uint8Array): number | bigint {
  return exact(bytes.length > 8 ? wideLong(bytes) : shortLong(bytes));
}

/** At most eight bytes, by way of the machine's own integers: a pickle may have 300,000 of them. */
function shortLong(bytes: Uint8Array): bigint {
  word.setBigInt64(0, bytes.length && bytes[bytes.length - 1] > 127 ? -1n : 0n);
  for (let i = 0; i < bytes.length; i++) word.setUint8(i, bytes[i]);
  return word.getBigInt64(0, true);
}

function wideLong(bytes: Uint8Array): bigint {
  const hex = Array.from(bytes.toReversed(), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
}

const exact = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

/** `12`, `-3`; undefined for anything else, zeros in front included. */
export function decimalOf(line: Uint8Array): number | bigint | undefined {
  const text = latin1(line);
  return /^-?(0|[1-9]\d*)$/.test(text) ? exact(BigInt(text)) : undefined;
}

/** The same with an `L` behind it, or without. */
export function longDecimalOf(line: Uint8Array): number | bigint | undefined {
  return decimalOf(line.at(-1) === 0x4c ? line.subarray(0, -1) : line);
}

/** `0.5`, `1e-07`, `inf`, `-inf`, `nan`; undefined for anything else. */
export function floatOf(line: Uint8Array): number | undefined {
  const text = latin1(line);
  const named = { inf: Infinity, '-inf': -Infinity, nan: NaN }[text];
  if (named !== undefined) return named;
  return /^-?\d+(\.\d*)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

const RAW_ESCAPE = /(\\+)(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[uU])?/g;

/**
 * Latin 1 with \uXXXX and \UXXXXXXXX in it, Python's raw-unicode-escape: of a row of backslashes only the last one of an
 * odd number begins an escape. Undefined where an escape is none.
 */
export function rawUnicode(line: Uint8Array): string | undefined {
  let sound = true;
  const text = latin1(line).replace(RAW_ESCAPE, (whole: string, slashes: string, short?: string, long?: string) => {
    if (slashes.length % 2 === 0 || whole === slashes) return whole;
    const code = parseInt(short ?? long ?? 'none', 16);
    if (code <= 0x10ffff) return slashes.slice(1) + String.fromCodePoint(code);
    sound = false;
    return '';
  });
  return sound ? text : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };

/** Python 2's repr of a str, quotes and all, as its bytes; undefined where it is none. */
export function quotedBytes(line: Uint8Array): Uint8Array | undefined {
  const text = latin1(line);
  if (!/^(["'])([^\\]|\\x[0-9a-f]{2}|\\[nrt\\'"])*\1$/i.test(text)) return undefined;
  const plain = text.slice(1, -1).replace(/\\(x(..)|.)/g, (_, one: string, hex?: string) =>
    hex === undefined ? ESCAPES[one] : String.fromCharCode(parseInt(hex, 16)));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
