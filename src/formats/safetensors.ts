/**
 * @file safetensors: u64 header length, JSON header {name: {dtype, shape, data_offsets}}, data. All little-endian.
 * Reading trusts nothing: every range is checked against the file before a tensor is touched.
 */
import { Failure } from '../failure';
import { type ByteSource } from './byte-source';
import { DTYPE_BYTES, tensorBytes, type Dtype, type RawTensor, type TensorEntry } from './tensor-entry';

export { readTensor, tensorBytes, type Dtype, type RawTensor, type TensorEntry } from './tensor-entry';

export type SafetensorsIndex = ReadonlyMap<string, TensorEntry>;

const LENGTH_BYTES = 8;
/** as other readers have it; the header of a model of 2,000 tensors takes 0.2 MB */
const MAX_HEADER_BYTES = 25_000_000;
const METADATA = '__metadata__';

interface Header {
  json: Record<string, unknown>;
  /** where the data begins */
  dataStart: number;
}

/**
 * Where every tensor lies. Throws `safetensors.truncated` (file shorter than it says), `safetensors.header`
 * (no such file), `safetensors.tensor` (values: name) and `safetensors.layout` (gaps or overlaps; values: name).
 */
export async function readHeader(source: ByteSource): Promise<SafetensorsIndex> {
  const { json, dataStart } = await readJson(source);
  const index = new Map<string, TensorEntry>();
  for (const [name, value] of Object.entries(json)) {
    if (name !== METADATA) index.set(name, parseEntry(name, value, dataStart));
  }
  checkLayout(index, dataStart, source.size);
  return index;
}

/** The file's own strings; entries that are no strings are left out. */
export async function readMetadata(source: ByteSource): Promise<Record<string, string>> {
  const { json } = await readJson(source);
  const metadata = json[METADATA];
  if (!isRecord(metadata)) return {};
  return Object.fromEntries(Object.entries(metadata).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

async function readJson(source: ByteSource): Promise<Header> {
  if (source.size < LENGTH_BYTES) throw new Failure('safetensors.truncated', { size: source.size, needed: LENGTH_BYTES });
  const head = await source.read(0, LENGTH_BYTES);
  const length = Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) throw new Failure('safetensors.header');
  const dataStart = LENGTH_BYTES + length;
  if (dataStart > source.size) throw new Failure('safetensors.truncated', { size: source.size, needed: dataStart });
  return { json: parseJson(await source.read(LENGTH_BYTES, dataStart)), dataStart };
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(value)) return value;
  } catch {
    // falls through: not UTF-8 or not JSON is the same news
  }
  throw new Failure('safetensors.header');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isDtype = (value: unknown): value is Dtype => typeof value === 'string' && Object.hasOwn(DTYPE_BYTES, value);

function parseEntry(name: string, value: unknown, dataStart: number): TensorEntry {
  if (!isRecord(value)) throw new Failure('safetensors.tensor', { name });
  const { dtype, shape, data_offsets: offsets } = value;
  const wellFormed = isDtype(dtype) && Array.isArray(shape) && shape.every(isCount)
    && Array.isArray(offsets) && offsets.length === 2 && offsets.every(isCount);
  if (!wellFormed) throw new Failure('safetensors.tensor', { name });
  const entry = { dtype, shape: shape as number[], start: dataStart + offsets[0], end: dataStart + offsets[1] };
  if (entry.end - entry.start !== tensorBytes(dtype, entry.shape)) throw new Failure('safetensors.tensor', { name });
  return entry;
}

/** The format asks for data without gaps, overlaps or a tail. */
function checkLayout(index: SafetensorsIndex, dataStart: number, size: number): void {
  let reached = dataStart;
  for (const [name, { start, end }] of [...index].sort(([, a], [, b]) => a.start - b.start || a.end - b.end)) {
    if (end > size) throw new Failure('safetensors.truncated', { size, needed: end });
    if (start !== reached) throw new Failure('safetensors.layout', { name });
    reached = end;
  }
  if (reached !== size) throw new Failure('safetensors.layout', { name: '' });
}

/** A whole file in memory: for small files. Tensors keep their order; `metadata` is written where it has entries. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, RawTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header = encodeHeader(tensors, metadata);
  const dataBytes = [...tensors.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  const file = new Uint8Array(LENGTH_BYTES + header.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, LENGTH_BYTES);
  let at = LENGTH_BYTES + header.length;
  for (const { bytes } of tensors.values()) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/** Padded with spaces so that the data begin at a multiple of 8: readers can then map them in place. */
function encodeHeader(tensors: ReadonlyMap<string, RawTensor>, metadata: Readonly<Record<string, string>>): Uint8Array {
  const entries: [string, unknown][] = Object.keys(metadata).length ? [[METADATA, metadata]] : [];
  let at = 0;
  for (const [name, { dtype, shape, bytes }] of tensors) {
    if (bytes.length !== tensorBytes(dtype, shape)) throw new Failure('safetensors.tensor', { name });
    entries.push([name, { dtype, shape, data_offsets: [at, at + bytes.length] }]);
    at += bytes.length;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  padded.set(json);
  return padded;
}
