/** @file PNG cards by their text chunk, which is exact whatever was done to the picture, else by their pixels. */
import { Failure } from '../../failure';
import { type ByteSource } from '../byte-source';
import { bytesOfLatin1 } from '../latin1';
import { openPng, type PngFile } from '../png-chunks';
import { readPngPixels } from '../png-pixels';
import { readPngText } from '../png-text';
import { CARD_KEYWORD, decodeCardJson, TITLE_KEYWORD } from './card-json';
import { decodeCardPixels, MAX_JSON_BYTES, pictureOf } from './card-pixels';
import { collectEmbeddings } from './collect';
import { type EmbeddingContainer, type Pixels } from './embedding';
import { type FoundEmbedding } from './found';
import { type TensorSet } from './tensor-set';

/** Base64 takes four characters for three bytes. */
const MAX_TEXT_BYTES = (MAX_JSON_BYTES / 3) * 4;
const MAX_TITLE_BYTES = 4096;

/** Throws what png-*.ts and card-pixels.ts throw, and `embedding.none` {tensors} for a card of something else. */
export async function readCard(source: ByteSource, fallback: string): Promise<FoundEmbedding[]> {
  const png = await openPng(source);
  const name = (await readPngText(png, TITLE_KEYWORD, MAX_TITLE_BYTES).catch(() => undefined)) || fallback;
  const text = await settled(readCardText(png));
  const pixels = await settled(readPngPixels(png));
  if ('value' in text && text.value) return collectCard(text.value, 'png-text', name, 'value' in pixels ? pixels.value : undefined);
  // A faulty text does not matter where the pixels are sound; else it is the first thing to say.
  if ('failure' in pixels) throw 'failure' in text ? text.failure : pixels.failure;
  const set = await settled(Promise.resolve().then(() => decodeCardPixels(pixels.value)));
  if ('failure' in set) throw 'failure' in text ? text.failure : set.failure;
  return collectCard(set.value, 'png-pixels', name, pixels.value);
}

type Settled<T> = { readonly value: T } | { readonly failure: unknown };

const settled = <T>(promise: Promise<T>): Promise<Settled<T>> => promise.then((value) => ({ value }), (failure: unknown) => ({ failure }));

/** Undefined where there is no such chunk; throws where there is one that cannot be read. */
async function readCardText(png: PngFile): Promise<TensorSet | undefined> {
  const text = await readPngText(png, CARD_KEYWORD, MAX_TEXT_BYTES);
  if (text === undefined) return undefined;
  const json = decodeBase64(text);
  const set = json === undefined ? undefined : decodeCardJson(json);
  if (!set) throw new Failure('embedding.card-content');
  return set;
}

/** As UTF-8. Undefined where it is no base64. */
function decodeBase64(text: string): string | undefined {
  try {
    const bytes = atob(text);
    // nearly always ASCII, which needs no decoding
    return /[\x80-\xff]/.test(bytes) ? new TextDecoder().decode(bytesOfLatin1(bytes)) : bytes;
  } catch {
    return undefined;
  }
}

/** The embeddings of a card that was read already, with its picture. */
export async function collectCard(set: TensorSet, container: EmbeddingContainer, name: string, pixels?: Pixels): Promise<FoundEmbedding[]> {
  const found = await collectEmbeddings(set, container, name);
  if (!found.length) throw new Failure('embedding.none', { tensors: set.tensors.size });
  if (!pixels) return found;
  const preview = pictureOf(pixels);
  return found.map((one) => ({ ...one, preview }));
}
