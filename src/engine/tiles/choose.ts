/** @file Tile and split of one product. */
import type { Tile } from './tile';

/** How a product is made: its tile, and in how many parts its sum is (more than one: a second dispatch adds them). */
export interface Choice {
  readonly tile: Tile;
  readonly splits: number;
}
