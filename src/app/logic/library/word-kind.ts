/** For which models a word is, as far as its sizes tell. */
import { familyOf, type EmbeddingFamily } from '../../../formats/embeddings/embedding';
import type { EmbeddingInfo, ModelManifest } from '../../../store/records';

/** Words learned here before families were kept have none. */
export function familyOfWord({ family, width, clipG }: EmbeddingInfo): EmbeddingFamily {
  return family ?? familyOf(width, clipG);
}

/** Models whose tokens may be as wide as the word's vectors, as far as is known without opening them. The bundled one is like no other. */
export function modelsFor(word: EmbeddingInfo, models: readonly ModelManifest[]): ModelManifest[] {
  const family = familyOfWord(word);
  // SDXL's first text encoder is SD 1.x's
  const wanted = family === 'sdxl' ? 'sd1' : family;
  if (wanted === 'sd1' || wanted === 'sd2') return models.filter(({ kind, bundled }) => !bundled && (!kind || kind === wanted));
  return models.filter(({ kind, bundled }) => bundled || !kind);
}
