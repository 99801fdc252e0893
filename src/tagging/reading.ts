/** @file What a model says of a picture, and the caption made of it. */
import { tagCaption, type ScoredTag } from './tag-caption';
import type { TagOptions } from './tag-options';

export type Reading = { kind: 'tags'; tags: ScoredTag[] } | { kind: 'sentence'; text: string };

/** How a captioner writes: A1111's, whose BLIP begins with these words and leaves them out of the caption. */
export interface SentenceOptions {
  prompt: string;
  /** tokens, those of the prompt and a start mark included */
  minLength: number;
  maxLength: number;
}

export const SENTENCE_DEFAULTS: SentenceOptions = { prompt: 'a picture of', minLength: 24, maxLength: 48 };

export const captionOf = (reading: Reading, options: TagOptions): string => (reading.kind === 'tags' ? tagCaption(reading.tags, options) : reading.text);
