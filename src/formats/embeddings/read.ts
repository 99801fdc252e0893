/**
 * @file Any file that may hold embeddings, told apart by its content: `.pt` (zip and pre-1.6), `.bin`, `.safetensors`,
 * LoRAs with bundled words, PNG cards, and cards in other picture formats that the caller decodes.
 */
import { Failure } from '../../failure';
import { bytesSource, type ByteSource } from '../byte-source';
import { openTensorFile } from '../tensor-file';
import { decodeCardPixels } from './card-pixels';
import { collectCard, readCard } from './card-read';
import { collectEmbeddings } from './collect';
import { type Pixels } from './embedding';
import { type FoundEmbedding } from './found';
import { isLossy, pictureFormat } from './pictures';
import { tensorSetOf } from './tensor-set';

export interface NamedFile {
  /** with its ending, as people see it */
  readonly name: string;
  readonly content: Uint8Array | ByteSource;
}

export interface ReadOptions {
  /** WebP, AVIF and the like: colours not converted, alpha not multiplied in (`createImageBitmap`'s options). */
  readonly decodePicture?: (source: ByteSource) => Promise<Pixels>;
}

const HEAD_BYTES = 64;

/**
 * At least one. Throws what the readers of the formats throw, `embedding.none` {tensors} where tensors are no embeddings,
 * `embedding.picture` {format} for a picture that nobody decodes.
 */
export async function readEmbeddings({ name, content }: NamedFile, { decodePicture }: ReadOptions = {}): Promise<FoundEmbedding[]> {
  const source = content instanceof Uint8Array ? bytesSource(content) : content;
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size));
  const format = pictureFormat(head);
  if (format === 'png') return readCard(source, stemOf(name));
  if (!format) return readTensors(source, stemOf(name));
  if (!decodePicture) throw new Failure('embedding.picture', { format });
  return readCardPixels(await decodePicture(source), stemOf(name), isLossy(format, head));
}

/** A card by its pixels alone. Throws as decodeCardPixels, and `embedding.none`. */
export async function readCardPixels(pixels: Pixels, name: string, isLossy = false): Promise<FoundEmbedding[]> {
  return collectCard(decodeCardPixels(pixels, isLossy), 'pixels', name, pixels);
}

async function readTensors(source: ByteSource, name: string): Promise<FoundEmbedding[]> {
  const file = await openTensorFile(source);
  const found = await collectEmbeddings(tensorSetOf(file), file.format, name);
  if (!found.length) throw new Failure('embedding.none', { tensors: file.tensors.size });
  return found;
}

/** Without folders and the last ending. */
function stemOf(name: string): string {
  const file = name.split(/[\\/]/).at(-1)!;
  return file.replace(/(?<=.)\.[^.]*$/s, '') || file;
}
