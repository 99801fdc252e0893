/** @file safetensors against a second reader that paints every byte of the data: both must agree on every mutant. */
import fc from 'fast-check';
import { bytesSource } from '../../../src/formats/byte-source';
import { openSafetensors, writeSafetensors } from '../../../src/formats/safetensors';
import { DTYPE_BYTES, readTensor, type Dtype, type RawTensor } from '../../../src/formats/tensor-entry';
import { madeFile, type MadeFile } from '../made/arbitrary';
import { join, uint, utf8 } from '../made/bytes';
import { elementsOf } from '../made/torch';
import { hold, mutantsOf, outcomeOf, sameBytes, wholeFile, type Source, type Target } from './target';

const TOKENS = [
  '"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},', '"__metadata__":{"a":"b"},', '{', '}', '[', ']', ',', ':', '"', '\\', '\\u0061', '-1', '1e3', '1e999',
  '9007199254740993', '18446744073709551615', '0', '"dtype":"F32",', 'null', 'true', '\xef\xbb\xbf', '\0', '"__proto__":', ' ',
  '"__metadata__":[[]],', '"__metadata__":[[[]]],', '"__metadata__":[[[[]]]],',
];

function sourcesOf(made: MadeFile): Source[] {
  const tensors = [...made.tensors].map(([name, one]): [string, RawTensor] => [name, { dtype: one.storage.dtype, shape: one.shape, bytes: elementsOf(one) }]);
  const file = writeSafetensors(new Map(tensors), Object.fromEntries([...made.values].map(([name, value]) => [name, String(value)])));
  const dataStart = 8 + Number(new DataView(file.buffer).getBigUint64(0, true));
  const framed = (header: Uint8Array): Uint8Array => join([uint(header.length, 8), header, file.subarray(dataStart)]);
  const header = { part: file.subarray(8, dataStart), wrap: framed };
  return [wholeFile(file), header, header, header];
}

export function safetensorsTarget(): Target {
  const sources = fc.sample(madeFile, { seed: 7, numRuns: 60 }).flatMap(sourcesOf);
  return { mutants: fc.oneof({ weight: 9, arbitrary: mutantsOf(sources, TOKENS) }, { weight: 1, arbitrary: layouts }), check };
}

/** Tensors of bytes anywhere in six: with gaps, overlaps, empty ones, and now and then as they should be. */
const layouts: fc.Arbitrary<Uint8Array> = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 5 }).map((ranges) => {
  const tensors = ranges.map(([a, b], i) => [i, { dtype: 'U8', shape: [Math.abs(a - b)], data_offsets: [Math.min(a, b), Math.max(a, b)] }]);
  const header = utf8(JSON.stringify(Object.fromEntries(tensors)));
  return join([uint(header.length, 8), header, new Uint8Array(6)]);
});

async function check(mutant: Uint8Array): Promise<string> {
  const source = bytesSource(mutant);
  const read = await outcomeOf(async () => {
    const { tensors } = await openSafetensors(source);
    return Promise.all([...tensors].map(async ([name, entry]): Promise<[string, RawTensor]> => [name, await readTensor(source, entry)]));
  });
  const expected = secondReading(mutant);
  hold('value' in read === (expected !== undefined), () => `one reader refuses, the other does not: ${JSON.stringify(read)}`);
  if (!('value' in read)) return read.code;
  hold(read.value.length === expected!.size, () => 'another number of tensors');
  for (const [name, { dtype, shape, bytes }] of read.value) {
    const other = expected!.get(name);
    hold(other?.dtype === dtype && `${other.shape}` === `${shape}` && sameBytes(other.bytes, bytes), () => `another tensor ${name}`);
  }
  return 'read';
}

/** Undefined: to be refused. */
function secondReading(file: Uint8Array): Map<string, RawTensor> | undefined {
  if (file.length < 8) return undefined;
  const length = Buffer.from(file).readBigUInt64LE(0);
  if (length > 100_000_000n || length > BigInt(file.length - 8)) return undefined;
  const header = headerOf(file.subarray(8, 8 + Number(length)));
  const data = file.subarray(8 + Number(length));
  return header && painted(header, data);
}

function headerOf(bytes: Uint8Array): Record<string, unknown> | undefined {
  let value: unknown;
  const text = Buffer.from(bytes).toString('utf8').replace(/^\ufeff/, '');
  try {
    if (!sameBytes(Buffer.from(text), bytes) && !sameBytes(Buffer.from(`\ufeff${text}`), bytes)) return undefined;
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && depthOf(value) <= 4 && !hasTwins(text) ? (value as Record<string, unknown>) : undefined;
}

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

/** Writes each object anew with every name made unlike: a name given twice is then there twice. */
function hasTwins(text: string): boolean {
  let count = 0;
  const strings = /"(?:[^"\\]|\\.)*"(\s*:)?/gs;
  const names = text.replace(strings, (string, colon?: string) => (colon ? `"${count++}":` : string));
  const size = (value: unknown): number =>
    typeof value !== 'object' || value === null ? 0
      : (Array.isArray(value) ? 0 : Object.keys(value).length) + Object.values(value).reduce((sum: number, one) => sum + size(one), 0);
  return size(JSON.parse(text)) !== size(JSON.parse(names));
}

function painted(header: Record<string, unknown>, data: Uint8Array): Map<string, RawTensor> | undefined {
  const paint = new Uint8Array(data.length);
  const tensors = new Map<string, RawTensor>();
  const empties: number[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const place = placeOf(value);
    if (!place || place.end > data.length) return undefined;
    for (let at = place.start; at < place.end; at++) if (paint[at]++) return undefined;
    if (place.start === place.end) empties.push(place.start);
    else paint[place.start] = 2;
    tensors.set(name, { dtype: place.dtype, shape: place.shape, bytes: data.subarray(place.start, place.end) });
  }
  // 2 marks a first byte: what is empty may lie before one or at the end
  const apart = empties.every((at) => at === data.length || paint[at] === 2);
  return paint.every(Boolean) && apart ? tensors : undefined;
}

interface Place {
  dtype: Dtype;
  shape: number[];
  start: number;
  end: number;
}

function placeOf(value: unknown): Place | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.keys(DTYPE_BYTES).includes(dtype) || !areCounts(shape) || !areCounts(offsets)) return undefined;
  const bytes = shape.reduce((product, size) => product * BigInt(size), BigInt(DTYPE_BYTES[dtype as Dtype]));
  if (shape.length > 32 || offsets.length !== 2 || BigInt(offsets[1]) - BigInt(offsets[0]) !== bytes) return undefined;
  return { dtype: dtype as Dtype, shape, start: offsets[0], end: offsets[1] };
}

const areCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number' && one >= 0 && Math.floor(one) === one && one < 2 ** 53);
