/** @file Which candidates of a product are worth timing. */
import { candidates, choicesOf, type Choice, type ProductSize } from './choose';
import { MATRIX_TILE } from './matrices/config';
import { nameOf } from './tile';
import type { Tuning } from './tuning';

/** Those behind are thought much slower. */
const MOST = 6;

/**
 * The likeliest tiles, each once, split as is thought best for it: what the table takes by itself first,
 * then matrices of subgroups, which no table takes, where there are some. In f32 both ways to hold it are one.
 */
export function shortList(size: ProductSize, tuning: Tuning): Choice[] {
  const byTile = new Map<string, Choice>();
  for (const choice of candidates(size, tuning)) {
    const name = nameOf(size.quad === 'f32' ? { ...choice.tile, held: 'f32' } : choice.tile);
    if (!byTile.has(name)) byTile.set(name, choice);
  }
  const [first, ...others] = [...byTile.values()].slice(0, MOST);
  return [first, ...choicesOf(size, [MATRIX_TILE], tuning).slice(0, 1), ...others];
}
