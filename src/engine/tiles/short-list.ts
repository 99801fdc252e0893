/** @file Which candidates of a product are worth timing. */
import { candidates, type Choice, type ProductSize } from './choose';
import { nameOf } from './tile';
import type { Tuning } from './tuning';

/** Those behind are thought much slower. */
const MOST = 6;

/** The likeliest tiles, each once, split as is thought best for it: what the table takes by itself first. In f32 both ways to hold it are one. */
export function shortList(size: ProductSize, tuning: Tuning): Choice[] {
  const byTile = new Map<string, Choice>();
  for (const choice of candidates(size, tuning)) {
    const name = nameOf(size.quad === 'f32' ? { ...choice.tile, held: 'f32' } : choice.tile);
    if (!byTile.has(name)) byTile.set(name, choice);
  }
  return [...byTile.values()].slice(0, MOST);
}
