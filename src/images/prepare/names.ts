/** @file What made pictures are called and what their captions say: A1111's preprocess tab (webui 1.6.1, save_pic_with_caption). */
import { stemOf } from '../caption';
import type { ExistingCaption } from './options';

/**
 * `00012-1-fox.png`.
 * @param index of the source among all, from 0; those that could not be read count
 * @param subindex of the picture among those of its source, flipped copies counted
 * @param source file name, may have folders before it
 */
export function preparedName(index: number, subindex: number, source: string): string {
  const file = source.slice(source.lastIndexOf('/') + 1);
  return `${String(index).padStart(5, '0')}-${subindex}-${stemOf(file)}.png`;
}

/** @param said by each tagger or captioner of the made picture, in their order */
export function preparedCaption(existing: string, said: readonly string[], action: ExistingCaption): string {
  const fresh = said.filter(Boolean).join(', ');
  const parts = { ignore: [fresh], copy: [existing], prepend: [existing, fresh], append: [fresh, existing] }[action];
  return parts.join(' ').trim();
}
