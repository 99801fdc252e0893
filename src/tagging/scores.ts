/** @file A tagger's answer beside its list of tags. */
import { Failure } from '../failure';
import type { ScoredTag } from './tag-caption';
import type { Tag } from './tag-list';

/** Rounding may lead a little out of 0..1. */
const SLACK = 1e-3;

/** Throws `tagger.tag-count` {tags, scores} where the list belongs to another model. */
export function checkCount(tags: readonly Tag[], scores: number): void {
  if (tags.length !== scores) throw new Failure('tagger.tag-count', { tags: tags.length, scores });
}

/** Those of at least `least`, in the list's order. Throws `tagger.tag-count`, `tagger.scores` {lowest, highest}. */
export function scoredTags(tags: readonly Tag[], scores: Float32Array, least: number): ScoredTag[] {
  checkCount(tags, scores.length);
  const [lowest, highest] = [scores.reduce((a, b) => Math.min(a, b)), scores.reduce((a, b) => Math.max(a, b))];
  if (!(lowest >= -SLACK && highest <= 1 + SLACK)) throw new Failure('tagger.scores', { lowest: String(lowest), highest: String(highest) });
  return tags.flatMap((tag, i) => (scores[i] >= least ? [{ ...tag, score: scores[i] }] : []));
}
