/** @file Zip archives: what is read of a mutant must be what a plain second reader finds, and no byte be used twice. */
import fc from 'fast-check';
import { crc32, inflateRawSync } from 'node:zlib';
import { bytesSource } from '../../../src/formats/byte-source';
import { readZipEntry } from '../../../src/formats/zip-entry';
import { openZip } from '../../../src/formats/zip-read';
import { randomBytes, utf8 } from '../made/bytes';
import { zipped, type Member, type ZipStyle } from '../made/zip';
import { hold, mutantsOf, outcomeOf, sameBytes, wholeFile, type Target } from './target';

const TOKENS = ['PK\x01\x02', 'PK\x03\x04', 'PK\x05\x06', 'PK\x06\x06', 'PK\x06\x07', 'PK\x07\x08', '\x01\0\x18\0', '\xff\xff\xff\xff', '\xff\xff', '\0\0\0\0', '/', '../', '\0'];
const LIMIT = 65_536;

function archive(seed: number): Uint8Array {
  const [choices] = [randomBytes(40, seed)];
  const members = Array.from({ length: choices[0] % 5 }, (_, i): Member => {
    const [length, kind, extra] = choices.subarray(4 * i + 1);
    const bytes = kind % 2 ? new Uint8Array(length).fill(kind) : randomBytes(length, kind);
    const style = { deflate: kind % 3 > 0, descriptor: kind % 5 > 2, wide: kind % 7 > 4 };
    return { name: `${'ab/é'.slice(0, extra % 5)}${i}`, bytes, ...style, extra: extra % 2 ? utf8('BF\x02\0xy') : undefined };
  });
  const ends: ZipStyle['wideEnd'][] = [undefined, true, 'forced'];
  return zipped(members, { comment: choices[30] % 2 ? 'words' : undefined, wideEnd: ends[choices[31] % 3], gap: choices[32] % 3, reversed: choices[33] % 4 === 0 });
}

export function zipTarget(): Target {
  const sources = Array.from({ length: 80 }, (_, i) => wholeFile(archive(i)));
  return { mutants: fc.oneof(mutantsOf(sources, TOKENS)), check };
}

async function check(mutant: Uint8Array): Promise<string> {
  const source = bytesSource(mutant);
  const opened = await outcomeOf(() => openZip(source));
  if (!('value' in opened)) return opened.code;
  const paint = new Uint8Array(mutant.length);
  const expected = secondReading(mutant, paint);
  hold(paint.every((count) => count < 2), () => 'a byte belongs to two entries');
  hold([...opened.value.keys()].join('|') === [...expected.keys()].join('|'), () => 'other names');
  let outcome = 'read';
  for (const [name, entry] of opened.value) {
    const read = await outcomeOf(() => readZipEntry(source, entry, LIMIT));
    const other = expected.get(name);
    if (!('value' in read)) outcome = read.code;
    const agree = 'value' in read ? !!other?.bytes && sameBytes(read.value, other.bytes) : !other?.bytes || other.junk === true;
    hold(agree, () => `${name}: ${JSON.stringify(read)} and ${JSON.stringify(other)}`);
  }
  return outcome;
}

interface Found {
  /** absent where the entry is to be refused */
  bytes?: Uint8Array;
  /** Something stands behind the end of the deflated stream: Node 20 passes over it, browsers refuse it. */
  junk?: boolean;
}

/** The archive's structure has been found sound. */
function secondReading(file: Uint8Array, paint: Uint8Array): Map<string, Found> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  let end = bytes.length - 22;
  while (bytes.readUInt32LE(end) !== 0x06054b50 || end + 22 + bytes.readUInt16LE(end + 20) !== bytes.length) end--;
  let [count, at] = [bytes.readUInt16LE(end + 10), bytes.readUInt32LE(end + 16)];
  if (at + bytes.readUInt32LE(end + 12) !== end) {
    const wide = Number(bytes.readBigUInt64LE(end - 12));
    [count, at] = [32, 48].map((field) => Number(bytes.readBigUInt64LE(wide + field)));
  }
  const found = new Map<string, Found>();
  for (let i = 0; i < count; i++) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const name = nameOf(bytes.subarray(at + 46, at + 46 + nameLength), (bytes[at + 9] & 8) !== 0);
    const member = memberOf(bytes, at, paint);
    if (!name.endsWith('/')) found.set(name, member);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return found;
}

function nameOf(raw: Buffer, isUtf8: boolean): string {
  const text = raw.toString('utf8');
  return isUtf8 || sameBytes(Buffer.from(text), raw) ? text : new TextDecoder('latin1').decode(raw);
}

function memberOf(bytes: Buffer, record: number, paint: Uint8Array): Found {
  const [size, packed, offset] = wideOf(bytes, record, [24, 20, 42].map((field) => bytes.readUInt32LE(record + field)));
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  for (let at = offset; at < start + packed; at++) paint[at]++;
  const data = bytes.subarray(start, start + packed);
  const plain = bytes.readUInt16LE(record + 10) ? inflated(data) : { bytes: data };
  const sound = plain.bytes && size <= LIMIT && plain.bytes.length === size && crc32(plain.bytes) === bytes.readUInt32LE(record + 16);
  return sound ? plain : {};
}

function inflated(data: Buffer): Found {
  try {
    const { buffer, engine } = inflateRawSync(data, { info: true, maxOutputLength: LIMIT }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    return { bytes: buffer, junk: engine.bytesWritten !== data.length };
  } catch {
    return {};
  }
}

/** Values that are all ones stand in the 64-bit field, in order. */
function wideOf(bytes: Buffer, record: number, values: number[]): number[] {
  let at = record + 46 + bytes.readUInt16LE(record + 28);
  const end = at + bytes.readUInt16LE(record + 30);
  while (at + 4 <= end && bytes.readUInt16LE(at) !== 1) at += 4 + bytes.readUInt16LE(at + 2);
  if (at + 4 > end) return values;
  const fieldEnd = Math.min(end, at + 4 + bytes.readUInt16LE(at + 2));
  at += 4;
  return values.map((value) => {
    if (value !== 0xffffffff || at === fieldEnd) return value;
    at += 8;
    return Number(bytes.readBigUInt64LE(at - 8));
  });
}
