/** @file What has to hold of every word that is read of a mutant. */
import { familyOf } from '../../../src/formats/embeddings/embedding';
import { type FoundEmbedding } from '../../../src/formats/embeddings/found';
import { readEmbeddings } from '../../../src/formats/embeddings/read';
import { hexOf } from '../embeddings/words';
import { hold, outcomeOf } from './target';

export type Outcome = { value: FoundEmbedding[] } | { code: string };
export const read = (content: Uint8Array): Promise<Outcome> => outcomeOf(() => readEmbeddings({ name: 'file.x', content }));

export function holdSound(found: readonly FoundEmbedding[]): void {
  hold(found.length > 0, () => 'nothing found, and nothing said');
  for (const { name, vectors, count, width, clipG, family, step, ignored } of found) {
    hold(vectors.length === count * width && count > 0 && width > 0, () => `${vectors.length} values for ${count} × ${width}`);
    hold(!clipG || (clipG.vectors.length === clipG.count * clipG.width && clipG.count === count), () => 'another number of vectors beside');
    hold(name.length > 0 && name.length <= 4096, () => `a name of ${name.length} characters`);
    hold(family === 'unknown' || family === familyOf(width, clipG), () => `family ${family} of ${width}`);
    hold(step === undefined || (Number.isSafeInteger(step) && step >= 0), () => `step ${step}`);
    hold(Array.isArray(ignored), () => 'no list of what was left out');
  }
}

/** What is not a number is that in many ways; a conversion from 16 bits need not keep which. */
export const bitsOf = (values: Float32Array): string => hexOf(values.map((value) => (Number.isNaN(value) ? NaN : value)));
export const parts = (found: readonly FoundEmbedding[]): string[] => found.flatMap(({ vectors, clipG }) => [vectors, ...(clipG ? [clipG.vectors] : [])]).map(bitsOf);
