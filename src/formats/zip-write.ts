/**
 * @file Zip archives (APPNOTE.TXT 6.3.10), entries STORED, sizes known beforehand (no data descriptors), no zip64. The same
 * files give the same archive.
 */
import { invariant } from '../failure';
import { concatBytes } from './concat';
import { crc32 } from './crc32';

export interface StoredFile {
  /** path with `/` */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const NEEDED_VERSION = 20;
/** the name is UTF-8; not said of ASCII, for readers that know nothing else */
const UTF8_NAME = 0x800;
/** 1 January 1980, the zip epoch: the same vectors give the same file */
const DOS_TIME = 0;
const DOS_DATE = 0x21;
/** beyond these a zip64 would be needed */
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
  head(entry: StoredFile): Uint8Array<ArrayBuffer> {
    const name = new TextEncoder().encode(entry.name);
    const common = commonFields(entry, name.length);
    const head = concatBytes([u32(0x04034b50), u16(NEEDED_VERSION), common, u16(0), name]);
    this.#directory.push(directoryRecord(common, this.#offset), name);
    this.#count++;
    this.#offset += head.length + entry.bytes.length;
    return head;
  }

  /** What stands behind the last file. */
  end(): Uint8Array<ArrayBuffer> {
    const central = concatBytes(this.#directory);
    const [count, offset] = [this.#count, this.#offset];
    invariant(count < LIMIT_16 && offset + central.length < LIMIT_32, () => `${count} files, ${offset} bytes in a zip`);
    return concatBytes([central, endRecord(count, central.length, offset)]);
  }
}

/** What local header and directory share: flags, method 0, time, date, crc, both sizes, name length. */
function commonFields({ name, bytes }: StoredFile, nameLength: number): Uint8Array {
  const flags = nameLength === name.length ? 0 : UTF8_NAME;
  return concatBytes([
    u16(flags), u16(0), u16(DOS_TIME), u16(DOS_DATE),
    u32(crc32(bytes)), u32(bytes.length), u32(bytes.length), u16(nameLength),
  ]);
}

/** Extra, comment, disk, internal and external attributes are all zero. */
function directoryRecord(common: Uint8Array, offset: number): Uint8Array {
  const zeros = new Uint8Array(2 + 2 + 2 + 2 + 4);
  return concatBytes([u32(0x02014b50), u16(NEEDED_VERSION), u16(NEEDED_VERSION), common, zeros, u32(offset)]);
}

function endRecord(count: number, directoryBytes: number, directoryOffset: number): Uint8Array {
  return concatBytes([
    u32(0x06054b50), u16(0), u16(0), u16(count), u16(count), u32(directoryBytes), u32(directoryOffset), u16(0),
  ]);
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 255, value >>> 8);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24);
}
