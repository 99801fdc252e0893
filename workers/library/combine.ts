/** New words from those of the library. */
import { Failure } from '../../src/failure';
import { familyOf } from '../../src/formats/embeddings/embedding';
import { blend as blendVectors, chain as chainVectors, type Combined } from '../../src/library/combine';
import { putEmbedding } from '../../src/store/embeddings';
import { parseWordName } from '../../src/text/word-name';
import type { BlendPart } from '../library-api';
import { requireWord, type Word } from './words';

/** What a prompt has room for. */
const MOST_VECTORS = 75;

type Sized = Pick<Combined, 'vectors' | 'count' | 'width'>;

/** Throws `library.*`, `word.*`. */
export async function blend(parts: readonly BlendPart[], name: string): Promise<string> {
  const words = await Promise.all(parts.map(({ id }) => requireWord(id)));
  return keep(words, name, (sizes) => blendVectors(sizes.map((size, i) => ({ ...size, weight: parts[i].weight }))));
}

/** Throws `library.*`, `word.*`. */
export async function chain(ids: readonly string[], name: string): Promise<string> {
  const words = await Promise.all(ids.map(requireWord));
  return keep(words, name, (sizes) => chainVectors(sizes, MOST_VECTORS));
}

/** Stores what is made of the words; of both text encoders' vectors where the words have both. */
async function keep(words: readonly Word[], name: string, combine: (parts: readonly Sized[]) => Combined): Promise<string> {
  const second = words.map(secondOf);
  const both = second.filter((part) => part !== undefined);
  if (both.length !== 0 && both.length !== words.length) throw new Failure('library.families');
  const { vectors, count, width } = combine(words.map(({ count, width, values }) => ({ count, width, vectors: values.vectors })));
  const clipG = both.length ? combine(both) : undefined;
  const id = crypto.randomUUID();
  const sizes = { count, width, clipG: clipG && { count: clipG.count, width: clipG.width } };
  await putEmbedding({ id, name: parseWordName(name), ...sizes, step: 0, ...madeOn(words), family: familyOf(width, clipG), created: Date.now() }, { vectors, vectorsG: clipG?.vectors });
  return id;
}

const secondOf = ({ clipG, values: { vectorsG } }: Word): Sized | undefined => clipG && vectorsG && { ...clipG, vectors: vectorsG };

/** Said only where all words were made on the same model. */
function madeOn([first, ...others]: readonly Word[]): { modelName: string; modelHash?: string } {
  const same = others.every(({ modelName, modelHash }) => modelName === first.modelName && modelHash === first.modelHash);
  return same ? { modelName: first.modelName, modelHash: first.modelHash } : { modelName: '' };
}
