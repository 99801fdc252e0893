/** @file What a PNG says in words: tEXt (Latin-1), zTXt (the same, packed) and iTXt (UTF-8, packed or not). */
import { Failure } from '../failure';
import { textOfLatin1 } from './latin1';
import { readChunk, type PngChunk, type PngFile } from './png-chunks';
import { inflateZlib } from './zlib';

/** A keyword has 1 to 79 bytes; a zero follows it. */
const KEYWORD_BYTES = 80;
const TYPES: ReadonlySet<string> = new Set(['tEXt', 'zTXt', 'iTXt']);

/**
 * The text under `keyword`, of several the last, as PIL has it. Other texts are not read, however long.
 * Throws `png.text-too-large` {bytes, limit}, `zlib.too-large` {limit}, `png.damaged` {at}.
 */
export async function readPngText(png: PngFile, keyword: string, limit: number): Promise<string | undefined> {
  for (const chunk of png.chunks.toReversed()) {
    if (!TYPES.has(chunk.type) || !(await hasKeyword(png, chunk, keyword))) continue;
    const bytes = chunk.end - chunk.start;
    if (bytes > limit) throw new Failure('png.text-too-large', { bytes, limit });
    const data = (await readChunk(png.source, chunk)).subarray(keyword.length + 1);
    const text = decodeText(chunk.type, data, limit);
    if (text === undefined) throw new Failure('png.damaged', { at: chunk.start });
    return text;
  }
  return undefined;
}

async function hasKeyword({ source }: PngFile, { start, end }: PngChunk, keyword: string): Promise<boolean> {
  const head = textOfLatin1(await source.read(start, Math.min(end, start + KEYWORD_BYTES)));
  return head.startsWith(`${keyword}\0`);
}

/** `data`: behind the keyword and its zero. Undefined where it is none of the three forms. */
function decodeText(type: string, data: Uint8Array, limit: number): string | undefined {
  if (type === 'tEXt') return textOfLatin1(data);
  if (type === 'zTXt') return data[0] === 0 ? unpacked(data.subarray(1), limit, textOfLatin1) : undefined;
  const [isPacked, method] = data;
  const language = data.indexOf(0, 2);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (translated < 0 || method !== 0 || isPacked > 1) return undefined;
  const text = data.subarray(translated + 1);
  return isPacked ? unpacked(text, limit, utf8) : utf8(text);
}

function unpacked(packed: Uint8Array, limit: number, decode: (bytes: Uint8Array) => string): string | undefined {
  const inflated = inflateZlib(packed, limit);
  return typeof inflated === 'string' ? undefined : decode(inflated.bytes);
}

/** All of it, a byte order mark too. */
const utf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
