/**
 * @file Zip archives (APPNOTE.TXT 6.3.10), entries STORED, sizes known beforehand (no data descriptors), each below 4 GiB;
 * zip64 only where there is more of them than fits without. The same files give the same archive.
 */
import { concatBytes } from './concat';
import { crc32 } from './crc32';

export interface StoredFile {
  /** path with `/` */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A file's bytes as an archive speaks of them. */
export interface Content {
  /** bytes, below 2^32 */
  size: number;
  crc: number;
}

const NEEDED_VERSION = 20;
/** the name is UTF-8; not said of ASCII, for readers that know nothing else */
const UTF8_NAME = 0x800;
/** 1 January 1980, the zip epoch: the same vectors give the same file */
const DOS_TIME = 0;
const DOS_DATE = 0x21;
/** of readers that know zip64 */
const WIDE_VERSION = 45;
/** from these on zip64 is needed; they then stand for "see there" */
const LIMIT_16 = 0xffff;
const LIMIT_32 = 0xffffffff;

export function writeStoredZip(entries: readonly StoredFile[]): Uint8Array<ArrayBuffer> {
  const archive = new StoredZip();
  const files = entries.flatMap((entry) => [archive.head(entry), entry.bytes]);
  return concatBytes([...files, archive.end()]);
}

/** An archive file by file, for who cannot hold all of it: head, the file's bytes, head, bytes, …, end. */
export class StoredZip {
  readonly #directory: Uint8Array[] = [];
  #count = 0;
  #offset = 0;

  /** What stands before the file's bytes. */
  head({ name, bytes }: StoredFile): Uint8Array<ArrayBuffer> {
    return this.headOf(name, { size: bytes.length, crc: crc32(bytes) });
  }

  /** The same for bytes that are elsewhere. */
  headOf(path: string, content: Content): Uint8Array<ArrayBuffer> {
    const name = new TextEncoder().encode(path);
    const common = commonFields(path, content, name.length);
    const head = concatBytes([u32(0x04034b50), u16(NEEDED_VERSION), common, u16(0), name]);
    this.#directory.push(...directoryRecord(common, this.#offset, name));
    this.#count++;
    this.#offset += head.length + content.size;
    return head;
  }

  /** What stands behind the last file. */
  end(): Uint8Array<ArrayBuffer> {
    const central = concatBytes(this.#directory);
    const [count, offset] = [this.#count, this.#offset];
    const wide = count >= LIMIT_16 || offset >= LIMIT_32 || central.length >= LIMIT_32;
    const end = wide ? wideEnd(count, central.length, offset) : new Uint8Array();
    return concatBytes([central, end, endRecord(count, central.length, offset)]);
  }
}

/** What local header and directory share: flags, method 0, time, date, crc, both sizes, name length. */
function commonFields(name: string, { size, crc }: Content, nameLength: number): Uint8Array {
  const flags = nameLength === name.length ? 0 : UTF8_NAME;
  return concatBytes([u16(flags), u16(0), u16(DOS_TIME), u16(DOS_DATE), u32(crc), u32(size), u32(size), u16(nameLength)]);
}

/** Comment, disk, internal and external attributes are all zero; the extra field is there only for an offset beyond 4 GiB. */
function directoryRecord(common: Uint8Array, offset: number, name: Uint8Array): Uint8Array[] {
  const wide = offset >= LIMIT_32;
  const extra = wide ? concatBytes([u16(1), u16(8), u64(offset)]) : new Uint8Array();
  const version = wide ? WIDE_VERSION : NEEDED_VERSION;
  const zeros = new Uint8Array(2 + 2 + 2 + 4);
  return [concatBytes([u32(0x02014b50), u16(version), u16(version), common, u16(extra.length), zeros, u32(Math.min(offset, LIMIT_32))]), name, extra];
}

function endRecord(count: number, directoryBytes: number, directoryOffset: number): Uint8Array {
  const files = u16(Math.min(count, LIMIT_16));
  const [bytes, offset] = [directoryBytes, directoryOffset].map((value) => u32(Math.min(value, LIMIT_32)));
  return concatBytes([u32(0x06054b50), u16(0), u16(0), files, files, bytes, offset, u16(0)]);
}

/** zip64's end record, and the locator that says where it lies. */
function wideEnd(count: number, directoryBytes: number, directoryOffset: number): Uint8Array {
  const record = concatBytes([
    u32(0x06064b50), u64(44), u16(WIDE_VERSION), u16(WIDE_VERSION), u32(0), u32(0), u64(count), u64(count), u64(directoryBytes), u64(directoryOffset),
  ]);
  return concatBytes([record, u32(0x07064b50), u32(0), u64(directoryOffset + directoryBytes), u32(1)]);
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 255, value >>> 8);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24);
}

function u64(value: number): Uint8Array {
  return concatBytes([u32(value % 2 ** 32 >>> 0), u32(Math.floor(value / 2 ** 32))]);
}
