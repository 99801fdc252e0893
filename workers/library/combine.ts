/** New words from those of the library. */
import { blend as blendVectors, chain as chainVectors, type Combined } from '../../src/library/combine';
import { familyOf } from '../../src/formats/embeddings/embedding';
import { putEmbedding } from '../../src/store/embeddings';
import { parseWordName } from '../../src/text/word-name';
import type { BlendPart } from '../library-api';
import { requireWord, type Word } from './words';

/** What a prompt has room for. */
const MOST_VECTORS = 75;

/** Throws `library.*`, `word.*`. */
export async function blend(parts: readonly BlendPart[], name: string): Promise<string> {
  const words = await Promise.all(parts.map(({ id }) => requireWord(id)));
  const weighed = words.map(({ count, width, values: { vectors } }, i) => ({ count, width, vectors, weight: parts[i].weight }));
  return keep(blendVectors(weighed), name, words);
}

/** Throws `library.*`, `word.*`. */
export async function chain(ids: readonly string[], name: string): Promise<string> {
  const words = await Promise.all(ids.map(requireWord));
  return keep(chainVectors(words.map(({ count, width, values: { vectors } }) => ({ count, width, vectors })), MOST_VECTORS), name, words);
}

/** Made of the first text encoder's vectors only: a blend of words for SDXL is no word for SDXL. */
async function keep({ vectors, count, width }: Combined, name: string, [first]: readonly Word[]): Promise<string> {
  const { modelName, modelHash } = first;
  const family = familyOf(width);
  const id = crypto.randomUUID();
  const info = { id, name: parseWordName(name), count, width, step: 0, modelName, modelHash, family, created: Date.now() };
  await putEmbedding(info, { vectors });
  return id;
}
