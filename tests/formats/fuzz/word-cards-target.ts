/**
 * @file Learned words as cards: their JSON, PNG files and bare pixels. Where a checksum covers the data, what is read of a
 * mutant must be what was written; of JSON, what stands in it for a plainer reader.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import { encodeCardJson } from '../../../src/formats/embeddings/card-json';
import { withPayload, type RgbPicture } from '../../../src/formats/embeddings/card-picture';
import { discs } from '../../../src/formats/embeddings/card-style';
import { writeCard } from '../../../src/formats/embeddings/card-write';
import { type WrittenEmbedding } from '../../../src/formats/embeddings/embedding';
import { readCardPixels } from '../../../src/formats/embeddings/read';
import { boxPainter, gradient, vectorsOf, word } from '../embeddings/words';
import { join, latin1, uint } from '../made/bytes';
import { chunk, madePng } from '../made/png';
import { hold, mutantsOf, outcomeOf, wholeFile, type Source, type Target } from './target';
import { bitsOf, holdSound, parts, read, type Outcome } from './word-checks';

const CARD_WORDS: WrittenEmbedding[] = [word(vectorsOf(2, 4)), word({ ...vectorsOf(1, 9), name: 'é"\\', step: null, modelName: null, modelHash: null }), word({ ...vectorsOf(2, 3), clipG: vectorsOf(2, 5) })];
const dot = { width: 1, height: 1, channels: 3 } as const;
const JSON_TOKENS = ['NaN', '-Infinity', 'Infinity', '"TORCHTENSOR": ', '[', ']', '{', '}', ',', ': ', '"', '\\', '1e999', '-0.0', 'null', 'true', '"clip_l": ', '"emb_params": ', '"string_to_param": ', '[[1, 2], [3]]', '"NaN"', '\\u0000'];

const textCard = (json: Uint8Array): Uint8Array =>
  madePng(dot, new Uint8Array(3), { texts: [chunk('tEXt', join([latin1('sd-ti-embedding\0'), latin1(Buffer.from(json).toString('base64'))]))] });

export function wordJson(): Target {
  const sources = CARD_WORDS.map((one): Source => ({ part: new TextEncoder().encode(encodeCardJson(one)), wrap: textCard }));
  return { mutants: mutantsOf(sources, JSON_TOKENS), check: checkJson };
}

/** Every list under TORCHTENSOR, its numbers flat. */
function tensorsIn(value: unknown): number[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'TORCHTENSOR' ? [[inner].flat(3).map((one) => (typeof one === 'string' ? Number(one.slice(1)) : (one as number)))] : tensorsIn(inner));
}

async function checkJson(mutant: Uint8Array): Promise<string> {
  const outcome = await read(mutant);
  if (!('value' in outcome)) return outcome.code;
  holdSound(outcome.value);
  const file = Buffer.from(mutant);
  const start = file.indexOf('tEXtsd-ti-embedding\0') + 20;
  const json = Buffer.from(file.toString('latin1', start, file.indexOf('IDAT') - 8), 'base64').toString();
  // bare constants as strings that no writer of numbers makes
  const plain = json.replace(/("(?:[^"\\]|\\.)*")|-?Infinity|NaN/g, (found, text?: string) => text ?? `"#${found}"`);
  const root = JSON.parse(plain) as Record<string, unknown>;
  const [{ name }, ...others] = outcome.value;
  hold(others.length > 0 || typeof root.name !== 'string' || root.name === '' || root.name.startsWith('#') || name === root.name, () => `the name ${name} for ${json}`);
  const known = new Set(tensorsIn(root).map((values) => bitsOf(new Float32Array(values))));
  for (const part of parts(outcome.value)) hold(known.has(part), () => `vectors that do not stand in ${json}`);
  return 'read';
}

const originals = new Set(CARD_WORDS.flatMap(({ vectors, clipG }) => [bitsOf(vectors), ...(clipG ? [bitsOf(clipG.vectors)] : [])]));

/** Checksums cover everything: what is read is what was written. */
function checkCovered(outcome: Outcome): string {
  if (!('value' in outcome)) return outcome.code;
  holdSound(outcome.value);
  for (const part of parts(outcome.value)) hold(originals.has(part), () => 'vectors that were never written');
  return 'read';
}

const PNG_TOKENS = ['IHDR', 'IDAT', 'IEND', 'tEXt', 'zTXt', 'iTXt', 'sd-ti-embedding\0', 'Title\0', '\0\0\0\0', '\xff\xff\xff\xff', '\x7f\xff\xff\xff'];
/** A chunk's data, its checksum made right again. */
function chunkSource(file: Uint8Array, type: string): Source {
  const at = Buffer.from(file).indexOf(type);
  const length = Buffer.from(file).readUInt32BE(at - 4);
  const [before, after] = [file.subarray(0, at - 4), file.subarray(at + 8 + length)];
  return { part: file.subarray(at + 4, at + 4 + length), wrap: (part) => join([before, chunk(type, part), after]) };
}

/** The rows behind their filters, packed again. */
function rowSource(file: Uint8Array): Source {
  const { part, wrap } = chunkSource(file, 'IDAT');
  return { part: inflateSync(part), wrap: (rows) => wrap(deflateSync(rows)) };
}

/** Cards with their text and cards that a site has stripped of it. */
export function wordPng(): Target {
  const sources = CARD_WORDS.flatMap((one): Source[] => {
    const file = writeCard(one, gradient(8, 16), { look: 'plain', painter: boxPainter });
    const [start, end] = ['tEXt', 'IDAT'].map((type) => Buffer.from(file).indexOf(type) - 4);
    const stripped = join([file.subarray(0, start), file.subarray(end)]);
    return [wholeFile(file), wholeFile(stripped), chunkSource(stripped, 'IHDR'), chunkSource(stripped, 'IDAT'), rowSource(stripped)];
  });
  return { mutants: mutantsOf(sources, PNG_TOKENS), check: async (mutant) => checkCovered(await read(mutant)) };
}

/** Pixels as a decoder gives them, with the width before them; the payload alone, hidden anew, in one half of the mutants. */
export function wordPixels(): Target {
  const framed = (card: RgbPicture): Uint8Array => join([uint(card.width, 2), card.data]);
  const picture = gradient(8, 24) as RgbPicture;
  const sources = CARD_WORDS.flatMap((one): Source[] => {
    const payload = new Uint8Array(deflateSync(encodeCardJson(one)));
    const wrap = (part: Uint8Array): Uint8Array => framed(withPayload(picture, part.length ? part : Uint8Array.of(0), one, discs));
    return [{ part: payload, wrap }, wholeFile(wrap(payload))];
  });
  return { mutants: mutantsOf(sources, ['\0\0\0', '\x10\x10\x10', '\x78\xda', '\xff\xff\xff']), check: checkPixels };
}

async function checkPixels(mutant: Uint8Array): Promise<string> {
  const width = Math.max(1, ((mutant[0] ?? 1) | ((mutant[1] ?? 0) << 8)) % 512);
  const height = Math.max(1, Math.floor((mutant.length - 2) / 3 / width));
  const data = new Uint8Array(width * height * 3);
  data.set(mutant.subarray(2, 2 + data.length));
  return checkCovered(await outcomeOf(() => readCardPixels({ width, height, channels: 3, data }, 'file')));
}
