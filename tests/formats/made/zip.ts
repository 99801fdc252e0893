/** @file A zip writer for tests: everything the format allows that real programs write, and every field open to lies. */
import { crc32, deflateRawSync } from 'node:zlib';
import { join, uint, utf8 } from './bytes';

export interface Member {
  name: string;
  bytes: Uint8Array;
  deflate?: boolean;
  /** sizes and checksum behind the data, zeros before it */
  descriptor?: boolean;
  /** sizes and offset in the 64-bit extra field */
  wide?: boolean;
  extra?: Uint8Array;
  comment?: string;
  /** what headers say, whatever is true */
  lies?: Partial<Record<'crc' | 'size' | 'packedSize' | 'offset' | 'method' | 'flags', number>> & { localName?: string };
}

export interface ZipStyle {
  comment?: string;
  /** a 64-bit end: as torch writes it always; 'forced': the narrow end says "see there" */
  wideEnd?: boolean | 'forced';
  /** bytes between the entries */
  gap?: number;
  /** the directory's order */
  reversed?: boolean;
}

const WIDE = 0xffffffff;

interface Placed extends Member {
  offset: number;
  packed: Uint8Array;
}

export function zipped(members: readonly Member[], style: ZipStyle = {}): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const placed: Placed[] = [];
  let offset = 0;
  for (const member of members) {
    const packed = member.deflate ? new Uint8Array(deflateRawSync(member.bytes)) : member.bytes;
    const one = { ...member, packed, offset };
    const part = join([localHeader(one), packed, descriptor(one), new Uint8Array(style.gap ?? 0)]);
    placed.push(one);
    parts.push(part);
    offset += part.length;
  }
  const directory = join((style.reversed ? placed.toReversed() : placed).map(record));
  return join([...parts, directory, end(placed.length, directory.length, offset, style)]);
}

const methodOf = ({ deflate, lies }: Member): number => lies?.method ?? (deflate ? 8 : 0);
const crcOf = ({ bytes, lies }: Member): number => lies?.crc ?? crc32(bytes);

function localHeader(one: Placed): Uint8Array {
  const name = utf8(one.lies?.localName ?? one.name);
  const [crc, packed, size] = one.descriptor ? [0, 0, 0] : [crcOf(one), one.packed.length, one.bytes.length];
  const extra = one.extra ?? new Uint8Array(0);
  const fixed = [uint(0x04034b50, 4), uint(20, 2), uint(flagsOf(one), 2), uint(methodOf(one), 2), uint(0, 4)];
  return join([...fixed, uint(crc, 4), uint(packed, 4), uint(size, 4), uint(name.length, 2), uint(extra.length, 2), name, extra]);
}

const flagsOf = ({ descriptor, lies }: Member): number => lies?.flags ?? (descriptor ? 0x808 : 0x800);

function descriptor(one: Placed): Uint8Array {
  if (!one.descriptor) return new Uint8Array(0);
  return join([uint(0x08074b50, 4), uint(crcOf(one), 4), uint(one.packed.length, 4), uint(one.bytes.length, 4)]);
}

function record(one: Placed): Uint8Array {
  const name = utf8(one.name);
  const comment = utf8(one.comment ?? '');
  const values = [one.lies?.size ?? one.bytes.length, one.lies?.packedSize ?? one.packed.length, one.lies?.offset ?? one.offset];
  const extra = join([one.extra ?? new Uint8Array(0), one.wide ? join([uint(1, 2), uint(24, 2), ...values.map((value) => uint(value, 8))]) : new Uint8Array(0)]);
  const [size, packed, offset] = values.map((value) => uint(one.wide ? WIDE : value, 4));
  const fixed = [uint(0x02014b50, 4), uint(20, 2), uint(20, 2), uint(flagsOf(one), 2), uint(methodOf(one), 2), uint(0, 4), uint(crcOf(one), 4)];
  const lengths = [name.length, extra.length, comment.length].map((length) => uint(length, 2));
  return join([...fixed, packed, size, ...lengths, uint(0, 8), offset, name, extra, comment]);
}

function end(count: number, bytes: number, start: number, style: ZipStyle): Uint8Array {
  const comment = utf8(style.comment ?? '');
  const wide = style.wideEnd ? wideEnd(count, bytes, start) : new Uint8Array(0);
  const narrow = style.wideEnd === 'forced' ? [0xffff, WIDE, WIDE] : [count, bytes, start];
  const fields = [uint(narrow[0], 2), uint(narrow[0], 2), uint(narrow[1], 4), uint(narrow[2], 4), uint(comment.length, 2)];
  return join([wide, uint(0x06054b50, 4), uint(0, 4), ...fields, comment]);
}

/** The 64-bit end and its locator. */
function wideEnd(count: number, bytes: number, start: number): Uint8Array {
  const fields = [uint(44, 8), uint(45, 2), uint(45, 2), uint(0, 8), uint(count, 8), uint(count, 8), uint(bytes, 8), uint(start, 8)];
  const locator = [uint(0x07064b50, 4), uint(0, 4), uint(start + bytes, 8), uint(1, 4)];
  return join([uint(0x06064b50, 4), ...fields, ...locator]);
}
