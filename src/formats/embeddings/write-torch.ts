/** @file Words as torch files: A1111's `.pt` and the `.bin` of diffusers. */
import { writeEmbeddingPt } from '../embedding-pt';
import { floatBytes, floatTensor } from '../pickle-tensor';
import * as p from '../pickle-write';
import { writeTorchZip } from '../torch-zip';
import { type Vectors, type WrittenEmbedding } from './embedding';

/** A1111's dictionary; for SDXL, where A1111 admits tensors only, `clip_l` and `clip_g`. */
export function writePt(embedding: WrittenEmbedding): Uint8Array<ArrayBuffer> {
  const { clipG } = embedding;
  return clipG ? writeTensors([['clip_l', embedding], ['clip_g', clipG]]) : writeEmbeddingPt(embedding);
}

/** One tensor under the word, which diffusers takes for its token; for SDXL as writePt. */
export function writeBin(embedding: WrittenEmbedding): Uint8Array<ArrayBuffer> {
  const { name, clipG } = embedding;
  return clipG ? writePt(embedding) : writeTensors([[name, embedding]]);
}

function writeTensors(entries: readonly (readonly [string, Vectors])[]): Uint8Array<ArrayBuffer> {
  const tensors = entries.map(([name, vectors], i) => [name, floatTensor(String(i), shapeOf(vectors, entries.length), false)] as const);
  return writeTorchZip(p.pickle(p.dict(tensors)), entries.map(([, { vectors }]) => floatBytes(vectors)));
}

/** A single vector alone in its file has one dimension, as diffusers wrote it for long and all of its versions read. */
function shapeOf({ count, width }: Vectors, entries: number): number[] {
  return count === 1 && entries === 1 ? [width] : [count, width];
}
