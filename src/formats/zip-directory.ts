/** @file The end of a zip archive and its central directory, in both widths (APPNOTE.TXT 4.3.12 to 4.3.16, 4.5.3). */
import { Failure } from '../failure';
import { type ByteSource } from './byte-source';

/** An entry as the central directory has it. */
export interface DirectoryRecord {
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** of the local header */
  readonly offset: number;
}

export interface Directory {
  readonly records: readonly DirectoryRecord[];
  /** where the directory begins: entries lie before it */
  readonly start: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_BYTES = 20;
const END64_SIGNATURE = 0x06064b50;
const END64_BYTES = 56;
const RECORD_SIGNATURE = 0x02014b50;
const RECORD_BYTES = 46;
const ZIP64_FIELD = 1;
const UTF8_NAME = 0x800;
/** "see the 64-bit field" */
const WIDE = 0xffffffff;
/** some 150,000 entries */
const MAX_DIRECTORY_BYTES = 16 * 1024 * 1024;

interface DirectoryPlace {
  count: number;
  start: number;
  bytes: number;
}

const damaged = (at: number): Failure => new Failure('zip.damaged', { at });
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
/** Values beyond 2^53 come out unsafe and fail the checks against the file's size. */
const u64 = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

export async function readDirectory(source: ByteSource): Promise<Directory> {
  const { count, start, bytes } = await findDirectory(source);
  const view = viewOf(await source.read(start, start + bytes));
  const records: DirectoryRecord[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const { record, length } = readRecord(view, at, start);
    records.push(record);
    at += length;
  }
  if (at !== bytes) throw damaged(start + at);
  return { records, start };
}

async function findDirectory(source: ByteSource): Promise<DirectoryPlace> {
  const { view, at } = await findEnd(source);
  const oneDisk = view.getUint16(4, true) === 0 && view.getUint16(6, true) === 0 && view.getUint16(8, true) === view.getUint16(10, true);
  const place = { count: view.getUint16(10, true), bytes: view.getUint32(12, true), start: view.getUint32(16, true) };
  // torch writes the 64-bit end always, whether values need it or not
  const found = endsAt(place, at) ? place : await findWide(source, at);
  if (!found || !oneDisk || found.bytes > MAX_DIRECTORY_BYTES || found.count * RECORD_BYTES > found.bytes) throw damaged(at);
  return found;
}

const endsAt = (place: DirectoryPlace, end: number): boolean => place.start + place.bytes === end;

/** The last record whose comment ends where the file does. */
async function findEnd(source: ByteSource): Promise<{ view: DataView; at: number }> {
  const from = Math.max(0, source.size - END_BYTES - 0xffff);
  const tail = await source.read(from, source.size);
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    const isEnd = tail[at] === 0x50 && view.getUint32(at, true) === END_SIGNATURE
      && at + END_BYTES + view.getUint16(at + 20, true) === tail.length;
    if (isEnd) return { view: viewOf(tail.subarray(at, at + END_BYTES)), at: from + at };
  }
  throw damaged(source.size);
}

/** The 64-bit end before its locator; undefined where there is none or the directory does not reach to it. */
async function findWide(source: ByteSource, end: number): Promise<DirectoryPlace | undefined> {
  if (end < LOCATOR_BYTES) return undefined;
  const locator = viewOf(await source.read(end - LOCATOR_BYTES, end));
  const at = u64(locator, 8);
  if (locator.getUint32(0, true) !== LOCATOR_SIGNATURE || at + END64_BYTES > end - LOCATOR_BYTES) return undefined;
  const view = viewOf(await source.read(at, at + END64_BYTES));
  const place = { count: u64(view, 32), bytes: u64(view, 40), start: u64(view, 48) };
  const sound = view.getUint32(0, true) === END64_SIGNATURE && u64(view, 24) === place.count && endsAt(place, at);
  return sound ? place : undefined;
}

/** `start`: of the directory in the file, for messages. */
function readRecord(view: DataView, at: number, start: number): { record: DirectoryRecord; length: number } {
  if (at + RECORD_BYTES > view.byteLength || view.getUint32(at, true) !== RECORD_SIGNATURE) throw damaged(start + at);
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
  const nameEnd = at + RECORD_BYTES + nameLength;
  const length = RECORD_BYTES + nameLength + extraLength + commentLength;
  if (at + length > view.byteLength) throw damaged(start + at);
  const rawName = new Uint8Array(view.buffer, view.byteOffset + at + RECORD_BYTES, nameLength);
  const flags = view.getUint16(at + 8, true);
  const wide = wideFields(view, at, nameEnd, nameEnd + extraLength);
  if (!wide) throw damaged(start + at);
  const name = decodeName(rawName, (flags & UTF8_NAME) !== 0);
  return { record: { name, rawName, flags, method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true), ...wide }, length };
}

/** Sizes and offset; those that say WIDE follow in this order in the extra field 1. Undefined where they do not. */
function wideFields(view: DataView, at: number, extra: number, extraEnd: number): Pick<DirectoryRecord, 'size' | 'packedSize' | 'offset'> | undefined {
  const narrow = [24, 20, 42].map((field) => view.getUint32(at + field, true));
  const [first, end] = narrow.includes(WIDE) ? findWideField(view, extra, extraEnd) : [0, 0];
  let next = first;
  const values = narrow.map((value) => {
    if (value !== WIDE || next === end) return value;
    next += 8;
    return next <= end ? u64(view, next - 8) : NaN;
  });
  if (!values.every(Number.isSafeInteger)) return undefined;
  const [size, packedSize, offset] = values;
  return { size, packedSize, offset };
}

/** [start, end) of the 64-bit extra field's values; empty where there is none. */
function findWideField(view: DataView, extra: number, extraEnd: number): [number, number] {
  for (let at = extra; at + 4 <= extraEnd; ) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === ZIP64_FIELD) return [at + 4, Math.min(end, extraEnd)];
    at = end;
  }
  return [0, 0];
}

const decoders = (...encodings: string[]): TextDecoder[] => encodings.map((encoding) => new TextDecoder(encoding, { fatal: true, ignoreBOM: true }));
const MARKED = [...decoders('utf-8'), new TextDecoder('utf-8', { ignoreBOM: true })];
const UNMARKED = decoders('utf-8', 'gb18030', 'latin1');

/** Names without the flag are of a code page that nothing tells: UTF-8 or GB18030 if they can be, else one character a byte. */
function decodeName(raw: Uint8Array, isUtf8: boolean): string {
  for (const decoder of isUtf8 ? MARKED : UNMARKED) {
    try {
      return decoder.decode(raw);
    } catch {
      // not in this one
    }
  }
  return '';
}
