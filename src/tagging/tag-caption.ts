/** @file Scores to caption, in A1111's order (modules/deepbooru.py): threshold, sort, exclude, spaces, escape, ranks, join. */
import { withSpaces } from '../images/tags/spelling';
import type { Tag } from './tag-list';
import type { TagOptions } from './tag-options';

export interface ScoredTag extends Tag {
  /** 0..1 */
  score: number;
}

/** Without ratings; those of at least the threshold of their kind. */
export function chosenTags(tags: readonly ScoredTag[], options: TagOptions): ScoredTag[] {
  const least = { general: options.threshold, character: options.characterThreshold, rating: Infinity };
  const excluded = new Set(options.exclude.split(',').map((tag) => tag.trim().replaceAll(' ', '_')));
  return sorted(tags.filter(({ kind, score }) => score >= least[kind]), options).filter(({ name }) => !excluded.has(name));
}

export function tagCaption(tags: readonly ScoredTag[], options: TagOptions): string {
  return chosenTags(tags, options).map((tag) => written(tag, options)).join(', ');
}

function sorted(tags: readonly ScoredTag[], { sortByName }: TagOptions): ScoredTag[] {
  return [...tags].sort(sortByName ? (a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)) : (a, b) => b.score - a.score);
}

function written({ name, score }: ScoredTag, { spaces, escape, ranks }: TagOptions): string {
  const spaced = spaces ? withSpaces(name) : name;
  const escaped = escape ? spaced.replace(/[\\()]/g, '\\$&') : spaced;
  return ranks ? `(${escaped}:${score.toFixed(3)})` : escaped;
}
