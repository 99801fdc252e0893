/**
 * @file The text encoder where learned vectors cannot reach all of a prompt: a row of 77 tokens does not see another, and no position
 * those behind it. What they cannot reach is encoded from the plain tokens, apart from the rest, and so has no gradient.
 */
import { sizeOf, type Tensor } from '../engine/graph';
import { clipText, embedded, encodeParts, type Skip } from './clip-text';
import type { TextConfig } from './config';
import { behind, positions } from './positions';
import type { Scope } from './scope';

/** Of every prompt. */
export interface Reach {
  /** rows up to the last that has a learned vector, at least 1 */
  rows: number;
  /** first position of a learned vector in any row */
  from: number;
}

/** Fewer positions than these lie in a tile of the product that is computed in any case, and taking them out costs dispatches. */
const TILE = 32;

/** Prompts, each of the same number of rows, with the learned vectors in place and without. [texts * rows, positions, width] each */
export interface Tokens {
  learned: Tensor;
  plain: Tensor;
  texts: number;
}

/** → like each of them. Rows are left out, or positions: both would take a step's dispatches beyond 2,000, and a row is the more. */
export const reachedText = (scope: Scope, tokens: Tokens, reach: Reach, config: TextConfig, skip: Skip): Tensor =>
  (reach.rows * tokens.texts < tokens.plain.shape[0] ? withoutRows : withoutPositions)(scope, tokens, reach, config, skip);

type Encode = typeof reachedText;

/** The first rows of each prompt, then the others: as if there were prompts of fewer rows. */
const withoutRows: Encode = (scope, { learned, plain, texts }, { rows: reached }, config, skip) => {
  const { positions: row, width } = config;
  const { graph, shape: [all] } = plain;
  const rows = all / texts;
  const cut = (x: Tensor, first: number, end: number): Tensor =>
    graph.reshape(positions(graph.reshape(x, [texts, rows * row, width]), first * row, end * row), [texts * (end - first), row, width]);
  const parts = [cut(learned, 0, reached), cut(plain, reached, rows)].map((tokens) => clipText(scope, tokens, config, skip));
  const joined = behind(parts.map((x) => graph.reshape(x, [texts, sizeOf(x.shape) / (texts * width), width])));
  return graph.reshape(joined, [all, row, width]);
};

/** What lies before the first learned vector is a part of its own. */
const withoutPositions: Encode = (scope, { learned, plain }, { from }, config, skip) => {
  const whole = embedded(scope, learned, config);
  if (from < TILE) return encodeParts(scope, [whole], config, skip)[0];
  return behind(encodeParts(scope, [positions(embedded(scope, plain, config), 0, from), positions(whole, from, config.positions)], config, skip));
};
