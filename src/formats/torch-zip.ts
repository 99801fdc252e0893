/**
 * @file The zip that torch.load reads: entries STORED, sizes known beforehand (no data descriptors), no zip64.
 * A1111's safe loader admits only <root>/data.pkl, <root>/data/<n> and <root>/version in every version of it,
 * and its first versions only the root `archive`: so nothing else is written.
 */
import { concatBytes } from './concat';
import { crc32 } from './crc32';

interface ZipEntry {
  name: string;
  bytes: Uint8Array;
}

const NEEDED_VERSION = 20;
/** 1 January 1980, the zip epoch: the same vectors give the same file */
const DOS_TIME = 0;
const DOS_DATE = 0x21;

/** `storages[n]` becomes data/n, the raw bytes of storage n. */
export function writeTorchZip(pickle: Uint8Array, storages: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return writeStoredZip([
    { name: 'archive/data.pkl', bytes: pickle },
    ...storages.map((bytes, i) => ({ name: `archive/data/${i}`, bytes })),
    { name: 'archive/version', bytes: new TextEncoder().encode('3\n') },
  ]);
}

function writeStoredZip(entries: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
  const files: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = new TextEncoder().encode(entry.name);
    const common = commonFields(entry.bytes, name.length);
    const file = concatBytes([u32(0x04034b50), u16(NEEDED_VERSION), common, u16(0), name, entry.bytes]);
    directory.push(directoryRecord(common, offset), name);
    files.push(file);
    offset += file.length;
  }
  const central = concatBytes(directory);
  return concatBytes([...files, central, endRecord(entries.length, central.length, offset)]);
}

/** What local header and directory share: flags, method 0, time, date, crc, both sizes, name length. */
function commonFields(bytes: Uint8Array, nameLength: number): Uint8Array {
  return concatBytes([
    u16(0), u16(0), u16(DOS_TIME), u16(DOS_DATE),
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
