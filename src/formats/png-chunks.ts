/**
 * @file The chunks of a PNG (RFC 2083; W3C Portable Network Graphics, third edition) by where they lie, so that a chunk of
 * any length costs nothing until it is read. Throws `png.damaged` {at}.
 */
import { Failure } from '../failure';
import { bytesSource, type ByteSource } from './byte-source';
import { crc32 } from './crc32';

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** bits a channel */
  readonly depth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA */
  readonly colourType: number;
  readonly isInterlaced: boolean;
}

export interface PngChunk {
  readonly type: string;
  /** the data [start, end) in the file; its checksum follows */
  readonly start: number;
  readonly end: number;
}

export interface PngFile {
  readonly source: ByteSource;
  readonly header: PngHeader;
  /** after IHDR and up to IEND; what a file that was cut off holds whole */
  readonly chunks: readonly PngChunk[];
}

export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

const HEADER_BYTES = 13;
/** Files up to here are read in one go: pixels often come in hundreds of small chunks. */
const WHOLE_BYTES = 32 * 1024 * 1024;
/** Real files: some thousands */
const MAX_CHUNKS = 100_000;

const damaged = (at: number): Failure => new Failure('png.damaged', { at });

export async function openPng(file: ByteSource): Promise<PngFile> {
  const source = file.size <= WHOLE_BYTES ? bytesSource(await file.read(0, file.size)) : file;
  const [first, ...chunks] = await walk(source);
  if (first?.type !== 'IHDR' || first.end - first.start !== HEADER_BYTES) throw damaged(PNG_SIGNATURE.length);
  return { source, header: parseHeader(await readChunk(source, first), first.start), chunks };
}

async function walk(source: ByteSource): Promise<PngChunk[]> {
  const chunks: PngChunk[] = [];
  for (let at = PNG_SIGNATURE.length; at + 12 <= source.size; ) {
    if (chunks.length >= MAX_CHUNKS) throw damaged(at);
    const head = await source.read(at, at + 8);
    const end = at + 8 + new DataView(head.buffer, head.byteOffset).getUint32(0);
    const type = String.fromCharCode(...head.subarray(4));
    if (type === 'IEND' || end + 4 > source.size) break;
    chunks.push({ type, start: at + 8, end });
    at = end + 4;
  }
  return chunks;
}

/** The chunk's data, its checksum verified. */
export async function readChunk(source: ByteSource, { start, end }: PngChunk): Promise<Uint8Array> {
  const bytes = await source.read(start - 4, end + 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(bytes.length - 4) !== crc32(bytes.subarray(0, -4))) throw damaged(start);
  return bytes.subarray(4, -4);
}

function parseHeader(bytes: Uint8Array, at: number): PngHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colourType, compression, filter, interlace] = bytes.subarray(8);
  if (!width || !height || compression || filter || interlace > 1) throw damaged(at);
  return { width, height, depth, colourType, isInterlaced: interlace === 1 };
}
