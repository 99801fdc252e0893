/**
 * @file Zip archives by range: the central directory decides, local headers must agree with it, and no two entries may
 * share a byte (APPNOTE.TXT 6.3.10). STORED and DEFLATE, zip64, data descriptors. Throws `zip.damaged` {at},
 * `zip.overlap` {name}, `zip.duplicate` {name}, `zip.encrypted` {name}, `zip.method` {name, method}.
 */
import { Failure } from '../failure';
import { type ByteSource } from './byte-source';
import { readDirectory, type DirectoryRecord } from './zip-directory';

export interface ZipEntry {
  readonly name: string;
  readonly method: 'stored' | 'deflate';
  /** the packed bytes [start, end) in the archive */
  readonly start: number;
  readonly end: number;
  /** bytes when unpacked; as the archive says, see readZipEntry */
  readonly size: number;
  readonly crc: number;
}

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const ENCRYPTED = 1;
const METHODS: Readonly<Record<number, ZipEntry['method']>> = { 0: 'stored', 8: 'deflate' };
/** local headers asked for at once */
const BATCH = 64;

/** Name → entry, in the directory's order; folders are left out. */
export async function openZip(source: ByteSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const { records, start } = await readDirectory(source);
  const entries = new Map<string, ZipEntry>();
  for (let i = 0; i < records.length; i += BATCH) {
    const opened = await Promise.all(records.slice(i, i + BATCH).map((record) => openEntry(source, record, start)));
    for (const entry of opened) {
      if (entries.has(entry.name)) throw new Failure('zip.duplicate', { name: entry.name });
      entries.set(entry.name, entry);
    }
  }
  checkOverlaps(records, entries);
  return new Map([...entries].filter(([name]) => !name.endsWith('/')));
}

/** `limit`: where the entries' part of the archive ends. */
async function openEntry(source: ByteSource, record: DirectoryRecord, limit: number): Promise<ZipEntry> {
  const { name, offset, crc, size, packedSize } = record;
  if (record.flags & ENCRYPTED) throw new Failure('zip.encrypted', { name });
  const method = METHODS[record.method];
  if (!method) throw new Failure('zip.method', { name, method: record.method });
  const start = await dataStart(source, record, limit);
  const end = start + packedSize;
  if (end > limit || (method === 'stored' && size !== packedSize)) throw new Failure('zip.damaged', { at: offset });
  return { name, method, start, end, size, crc };
}

/** The local header repeats name and method; its own sizes may be left to a descriptor behind the data. */
async function dataStart(source: ByteSource, record: DirectoryRecord, limit: number): Promise<number> {
  const { offset, rawName } = record;
  const fixed = offset + LOCAL_BYTES;
  if (fixed + rawName.length > limit) throw new Failure('zip.damaged', { at: offset });
  const bytes = await source.read(offset, fixed + rawName.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const agrees = view.getUint32(0, true) === LOCAL_SIGNATURE && view.getUint16(8, true) === record.method
    && view.getUint16(26, true) === rawName.length && rawName.every((byte, i) => byte === bytes[LOCAL_BYTES + i]);
  if (!agrees) throw new Failure('zip.damaged', { at: offset });
  return fixed + rawName.length + view.getUint16(28, true);
}

/** From local header to the last packed byte each entry owns its range. */
function checkOverlaps(records: readonly DirectoryRecord[], entries: ReadonlyMap<string, ZipEntry>): void {
  let reached = 0;
  for (const { name, offset } of records.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < reached) throw new Failure('zip.overlap', { name });
    reached = entries.get(name)!.end;
  }
}
