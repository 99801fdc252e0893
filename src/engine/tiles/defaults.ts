/**
 * @file Tiles and sizes by vendor, from what is published of their machines (facts/engine.md §4.1; registers and workgroup
 * memory of one core). Nothing of it was measured on hardware here: `Tuning.choices` has what was.
 */
import type { Tile } from './tile';
import type { Vendor } from './tuning';

export interface VendorDefaults {
  /** where two are thought equal the first is taken */
  readonly tiles: readonly Tile[];
  /** of a usual GPU of this vendor; each runs whole workgroups */
  readonly cores: number;
  /** that keep one core busy: fewer, and the sum is split, or tiles are smaller */
  readonly threads: number;
}

const tile = (rows: number, columns: number, depth: number, threadRows: number, threadColumns: number, held: Tile['held']): Tile => ({
  rows, columns, depth, threadRows, threadColumns, held,
});

/** From many registers a thread to few; `tall` for 320 columns, `thin` for the 64 pixels of the 8 × 8 level and for 77 tokens. */
export const WIDE = {
  huge: tile(128, 128, 16, 8, 8, 'f32'),
  tall: tile(128, 64, 16, 8, 8, 'f32'),
  large: tile(64, 64, 16, 8, 8, 'f32'),
  medium: tile(64, 64, 16, 4, 8, 'f32'),
  flat: tile(32, 64, 16, 4, 8, 'f32'),
  small: tile(32, 32, 32, 4, 4, 'f32'),
  thin: tile(16, 32, 32, 4, 4, 'f32'),
} as const;

export const NARROW = {
  tall: tile(128, 64, 16, 8, 8, 'stored'),
  large: tile(64, 64, 16, 8, 8, 'stored'),
  small: tile(32, 32, 32, 4, 4, 'stored'),
} as const;

/** Every tile there is: tests run each. */
export const ALL_TILES: readonly Tile[] = [...Object.values(WIDE), ...Object.values(NARROW)];

const { huge, tall, large, medium, flat, small, thin } = WIDE;

export const DEFAULTS: Readonly<Record<Vendor, VendorDefaults>> = {
  // 255 registers a thread, 100 KiB of workgroup memory a core; f16 → f32 takes an instruction
  nvidia: { tiles: [huge, tall, large, medium, flat, small, thin, NARROW.tall, NARROW.large], cores: 48, threads: 256 },
  // f16 operands cost nothing in a mixed multiply-add
  amd: { tiles: [NARROW.tall, NARROW.large, tall, large, medium, flat, NARROW.small, small, thin], cores: 32, threads: 192 },
  // 128 registers of a subgroup: 8 x 8 sums alone would fill them
  intel: { tiles: [medium, flat, small, thin, NARROW.small], cores: 16, threads: 256 },
  // 32 KiB of workgroup memory a core
  apple: { tiles: [NARROW.large, large, medium, flat, NARROW.small, small, thin], cores: 16, threads: 256 },
  other: { tiles: [flat, small, thin, NARROW.small], cores: 12, threads: 192 },
};
