/**
 * @file safetensors: u64 header length, JSON header {name: {dtype, shape, data_offsets}}, data. All little-endian.
 * Reading trusts nothing: every range is checked against the file before a tensor is touched.
 */
import { Failure } from '../failure';
import { type ByteSource } from './byte-source';
import { concatBytes } from './concat';
import { isRecord, parseHeader } from './safetensors-header';
import { METADATA, safetensorsHead } from './safetensors-layout';
import { DTYPE_BYTES, MAX_RANK, tensorBytes, type Dtype, type RawTensor, type TensorEntry } from './tensor-entry';

export { readTensor, tensorBytes, type Dtype, type RawTensor, type TensorEntry } from './tensor-entry';

export type SafetensorsIndex = ReadonlyMap<string, TensorEntry>;

const LENGTH_BYTES = 8;
/** as the format's own reader has it; the header of a model of 2,000 tensors takes 0.2 MB */
const MAX_HEADER_BYTES = 100_000_000;

interface Header {
  json: Record<string, unknown>;
  /** where the data begins */
  dataStart: number;
}

export interface SafetensorsFile {
  readonly tensors: SafetensorsIndex;
  /** the file's own strings; entries that are no strings are left out */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Where every tensor lies. Throws `safetensors.truncated` (file shorter than it says), `safetensors.header`
 * (no such file), `safetensors.tensor` (values: name) and `safetensors.layout` (gaps or overlaps; values: name).
 */
export async function openSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  const { json, dataStart } = await readJson(source);
  const tensors = new Map<string, TensorEntry>();
  for (const [name, value] of Object.entries(json)) {
    if (name !== METADATA) tensors.set(name, parseEntry(name, value, dataStart));
  }
  checkLayout(tensors, dataStart, source.size);
  return { tensors, metadata: stringsOf(json[METADATA]) };
}

export async function readHeader(source: ByteSource): Promise<SafetensorsIndex> {
  return (await openSafetensors(source)).tensors;
}

export async function readMetadata(source: ByteSource): Promise<Readonly<Record<string, string>>> {
  return stringsOf((await readJson(source)).json[METADATA]);
}

function stringsOf(metadata: unknown): Record<string, string> {
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
  return { json: parseHeader(await source.read(LENGTH_BYTES, dataStart)), dataStart };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isDtype = (value: unknown): value is Dtype => typeof value === 'string' && Object.hasOwn(DTYPE_BYTES, value);

function parseEntry(name: string, value: unknown, dataStart: number): TensorEntry {
  if (!isRecord(value)) throw new Failure('safetensors.tensor', { name });
  const { dtype, shape, data_offsets: offsets } = value;
  const wellFormed = isDtype(dtype) && Array.isArray(shape) && shape.length <= MAX_RANK && shape.every(isCount)
    && Array.isArray(offsets) && offsets.length === 2 && offsets.every(isCount);
  if (!wellFormed) throw new Failure('safetensors.tensor', { name });
  const entry = { dtype, shape: shape as number[], start: dataStart + offsets[0], end: dataStart + offsets[1] };
  // a product or an end beyond 2^53 is rounded and equals no difference of exact offsets
  if (!Number.isSafeInteger(entry.end) || entry.end - entry.start !== tensorBytes(dtype, entry.shape)) throw new Failure('safetensors.tensor', { name });
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
  const listed = [...tensors].map(([name, { dtype, shape, bytes }]) => {
    if (bytes.length !== tensorBytes(dtype, shape)) throw new Failure('safetensors.tensor', { name });
    return { name, dtype, shape };
  });
  return concatBytes([safetensorsHead(listed, metadata), ...[...tensors.values()].map(({ bytes }) => bytes)]);
}
