/**
 * @file Tiles and sizes by vendor, from what is published of their machines (facts/engine.md §4.1; registers and workgroup
 * memory of one core). Nothing of it was measured on hardware here: `Tuning.choices` has what was.
 */
import type { Tile } from './tile';
import type { Vendor } from './tuning';

export interface VendorDefaults {
  readonly tiles: readonly Tile[];
  /** threads that keep a usual GPU of this vendor busy: fewer, and the sum is split, or tiles are smaller */
  readonly threads: number;
}

const tile = (rows: number, columns: number, depth: number, threadRows: number, threadColumns: number, held: Tile['held']): Tile => ({
  rows, columns, depth, threadRows, threadColumns, held,
});

/** From many registers a thread to few. */
const tilesOf = (held: Tile['held']) => ({
  huge: tile(128, 128, 16, 8, 8, held),
  tall: tile(128, 64, 16, 8, 8, held),
  large: tile(64, 64, 16, 8, 8, held),
  medium: tile(64, 64, 16, 4, 8, held),
  flat: tile(32, 64, 16, 4, 8, held),
  small: tile(32, 32, 32, 4, 4, held),
  thin: tile(16, 32, 32, 4, 4, held),
});

const wide = tilesOf('f32');
const narrow = tilesOf('stored');

/** Every tile there is: tests run each. */
export const ALL_TILES: readonly Tile[] = [...Object.values(wide), ...Object.values(narrow)];

export const DEFAULTS: Readonly<Record<Vendor, VendorDefaults>> = {
  // 255 registers a thread, 100 KiB of workgroup memory a core; f16 → f32 takes an instruction
  nvidia: { tiles: [...Object.values(wide), narrow.huge, narrow.large], threads: 10240 },
  // f16 operands cost nothing in a mixed multiply-add
  amd: { tiles: [narrow.tall, narrow.large, narrow.medium, narrow.flat, narrow.small, narrow.thin, wide.large, wide.small], threads: 6144 },
  // 128 registers of a subgroup: 8 x 8 sums alone would fill them
  intel: { tiles: [narrow.medium, narrow.flat, narrow.small, narrow.thin, wide.medium, wide.flat, wide.small, wide.thin], threads: 4096 },
  // 32 KiB of workgroup memory a core
  apple: { tiles: [narrow.large, narrow.medium, narrow.flat, narrow.small, narrow.thin, wide.large, wide.small], threads: 4096 },
  other: { tiles: [narrow.flat, narrow.small, narrow.thin, wide.flat, wide.small, wide.thin], threads: 2048 },
};
