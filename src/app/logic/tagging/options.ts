/** @file What a person chose for taggers: by family, since each has thresholds of its own. Remembered; looked over when read again. */
import type { ExistingCaption } from '../../../images/prepare/options';
import { SENTENCE_DEFAULTS, type SentenceOptions } from '../../../tagging/reading';
import type { TaggerPlan } from '../../../tagging/recognise';
import { DEEPDANBOORU_DEFAULTS, WD14_DEFAULTS, type TagOptions } from '../../../tagging/tag-options';
import type { LookOptions } from '../../../../workers/tagger-api';

export interface TaggingOptions {
  wd14: TagOptions;
  deepdanbooru: TagOptions;
  blip: SentenceOptions;
  existing: ExistingCaption;
  place: LookOptions['place'];
}

export type TaggerFamily = TaggerPlan['family'];

export const TAGGING_DEFAULTS: TaggingOptions = {
  wd14: WD14_DEFAULTS, deepdanbooru: DEEPDANBOORU_DEFAULTS, blip: SENTENCE_DEFAULTS, existing: 'ignore', place: 'auto',
};

/** Lengths in tokens that the decoder has positions for. */
export const LENGTHS = { min: 1, max: 200 };

const EXISTING: readonly unknown[] = ['ignore', 'copy', 'prepend', 'append'] satisfies ExistingCaption[];
const PLACES: readonly unknown[] = ['auto', 'webgpu', 'wasm'] satisfies TaggingOptions['place'][];

/** What does not fit is the default. */
export function readTaggingOptions(stored: unknown): TaggingOptions {
  const given = (stored ?? {}) as Partial<Record<keyof TaggingOptions, unknown>>;
  return {
    wd14: likeDefaults(given.wd14, WD14_DEFAULTS),
    deepdanbooru: likeDefaults(given.deepdanbooru, DEEPDANBOORU_DEFAULTS),
    blip: likeDefaults(given.blip, SENTENCE_DEFAULTS),
    existing: EXISTING.includes(given.existing) ? (given.existing as ExistingCaption) : TAGGING_DEFAULTS.existing,
    place: PLACES.includes(given.place) ? (given.place as TaggingOptions['place']) : TAGGING_DEFAULTS.place,
  };
}

function likeDefaults<T extends object>(given: unknown, defaults: T): T {
  const found = Object.entries((given ?? {}) as object).filter(([key, value]) => typeof value === typeof defaults[key as keyof T]);
  return { ...defaults, ...Object.fromEntries(found) };
}
