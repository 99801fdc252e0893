/** Words between the store's records and the files' form. */
import { Failure } from '../../src/failure';
import type { WrittenEmbedding } from '../../src/formats/embeddings/embedding';
import type { FoundEmbedding } from '../../src/formats/embeddings/found';
import { writePng } from '../../src/formats/png-write';
import type { Pixels } from '../../src/formats/png-pixels';
import { loadEmbedding, putEmbedding } from '../../src/store/embeddings';
import type { EmbeddingInfo, EmbeddingValues } from '../../src/store/records';

export type Word = EmbeddingInfo & { values: EmbeddingValues };

/** Throws `library.gone`. */
export async function requireWord(id: string): Promise<Word> {
  const word = await loadEmbedding(id);
  if (!word) throw new Failure('library.gone');
  return word;
}

export function writtenOf({ name, count, width, step, modelName, modelHash, clipG, form, values }: Word): WrittenEmbedding {
  const { vectors, vectorsG } = values;
  const second = clipG && vectorsG ? { clipG: { ...clipG, vectors: vectorsG } } : {};
  // a file that said no step must not say 0 when it leaves
  const said = step === 0 && form ? null : step;
  return { name, vectors, count, width, ...second, step: said, modelName: modelName || null, modelHash: modelHash ?? null };
}

/** Keeps a word that came as a file; resolves with its id. */
export async function keepFound(found: FoundEmbedding): Promise<string> {
  const { name, vectors, count, width, clipG, step = 0, modelName = '', modelHash, form, container, family, preview } = found;
  const id = crypto.randomUUID();
  const second = clipG && { clipG: { count: clipG.count, width: clipG.width } };
  const made = { step, modelName, modelHash, form, container, family, created: Date.now() };
  const picture = preview && { preview: pngOf(preview), caption: name };
  const info = { id, name, count, width, ...second, ...made, ...picture };
  await putEmbedding(info, { vectors, vectorsG: clipG?.vectors });
  return id;
}

function pngOf(pixels: Pixels): Blob {
  return new Blob([writePng(rgbOf(pixels), pixels.width, pixels.height)], { type: 'image/png' });
}

function rgbOf({ width, height, channels, data }: Pixels): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) for (let c = 0; c < 3; c++) rgb[pixel * 3 + c] = data[pixel * channels + c];
  return rgb;
}
