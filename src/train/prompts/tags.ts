/**
 * @file Tags of a caption shuffled and left out by chance, as A1111 does it: split at commas without trimming, each
 * kept with a probability, the rest in a new order. What happens is a function of the seed and the sample's number.
 */
import { STREAM, uniform } from '../../diffusion/philox';

export interface TagSettings {
  shuffle: boolean;
  /** probability to leave a tag out, 0..1 */
  dropout: number;
}

/** Numbers of one sample: more tags than that fit no prompt. */
const PER_SAMPLE = 1024;

export const changesTags = ({ shuffle, dropout }: TagSettings): boolean => shuffle || dropout > 0;

export function drawCaption(caption: string, settings: TagSettings, seed: number, sample: number): string {
  if (!changesTags(settings)) return caption;
  const draw = (index: number): number => uniform(seed, STREAM.tags, sample * PER_SAMPLE + (index % PER_SAMPLE));
  const tags = caption.split(',');
  const kept = settings.dropout > 0 ? tags.filter((_, i) => draw(i) > settings.dropout) : tags;
  if (settings.shuffle) shuffle(kept, (i) => draw(PER_SAMPLE / 2 + i));
  return kept.join(',');
}

/** Fisher–Yates, in place. */
function shuffle(items: string[], draw: (i: number) => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(draw(i) * (i + 1));
    [items[i], items[j]] = [items[j], items[i]];
  }
}
