/** @file diffusers' SDXL script writes a file for each text encoder; together they are one embedding. */
import { CLIP_G, familyOf } from './embedding';
import { type FoundEmbedding } from './found';

/** What diffusers writes for one text encoder: it may be half of a pair. */
export const isHalf = ({ form, clipG }: FoundEmbedding): boolean => form === 'token' && !clipG;

/** Words of one name and number of vectors, 768 and 1280 wide, become one where the first of them stood; the rest stays. */
export function mergePairs(found: readonly FoundEmbedding[]): FoundEmbedding[] {
  const merged = [...found];
  for (const second of found.filter((one) => isHalf(one) && one.width === CLIP_G)) {
    const fits = (one: FoundEmbedding): boolean =>
      isHalf(one) && one.name === second.name && one.count === second.count && one.family === 'sd1';
    const first = merged.findIndex(fits);
    if (first < 0) continue;
    const { vectors, count, width } = second;
    const clipG = { vectors, count, width };
    merged[first] = { ...merged[first], clipG, form: 'pair', family: familyOf(merged[first].width, clipG) };
    merged.splice(merged.indexOf(second), 1);
  }
  return merged;
}
