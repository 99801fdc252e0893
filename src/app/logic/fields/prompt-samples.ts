/** The first prompts of a run, before it begins. */
import { assignBuckets } from '../../../images/buckets';
import type { Named } from '../../../images/file-words';
import type { Picture } from '../../../store/records';
import { drawPrompts, type DrawnPrompt } from '../../../train/prompts/draw-prompt';
import { LARGEST } from '../../../train/size';
import type { Draft } from './draft';
import { readNumber, readTemplates } from './read-field';

/** What is known of the run's size. */
export interface KnownSize {
  width: number;
  height: number;
  sizeStep: number;
}

/**
 * Of the first word's pictures; empty where a field they hang on cannot be read, or nothing is there to draw from. Without
 * a size, pictures of their own shapes are drawn as if they had one.
 * @param captionOf what `[filewords]` stands for; it may throw
 */
export function promptSamples(draft: Draft, pictures: readonly Picture[], captionOf: (picture: Named) => string, size: KnownSize | undefined, count: number): DrawnPrompt[] {
  if (!pictures.length) return [];
  try {
    const number = (key: 'seed' | 'batch' | 'tagDropout') => readNumber(key, draft[key]);
    const settings = {
      seed: number('seed'), batch: number('batch'), templates: readTemplates(draft), shuffleTags: draft.shuffleTags === 'on', tagDropout: number('tagDropout'),
    };
    const named = pictures.map((picture) => ({ caption: captionOf(picture), name: draft.name.trim() || '[name]' }));
    return drawPrompts(settings, named, groups(draft, pictures, size), count);
  } catch {
    return [];
  }
}

/** Numbers of the pictures that are trained at each size, as the trainer finds them. */
function groups(draft: Draft, pictures: readonly Picture[], size: KnownSize | undefined): number[][] {
  const all = [...pictures.keys()];
  if (draft.buckets !== 'on' || !size) return [all];
  const { sizes, of } = assignBuckets(pictures, { budget: size.width * size.height, step: size.sizeStep, largest: LARGEST });
  return sizes.map((_, bucket) => all.filter((i) => of[i] === bucket)).filter(({ length }) => length > 0);
}
