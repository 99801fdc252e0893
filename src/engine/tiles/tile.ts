/** @file A tile of a product: what one workgroup makes, and what it costs. */

/** Counts of elements, not of quads. */
export interface Tile {
  /** of the result, made by one workgroup */
  readonly rows: number;
  readonly columns: number;
  /** of the sum, held in workgroup memory at a time */
  readonly depth: number;
  /** of the result, made by one thread */
  readonly threadRows: number;
  readonly threadColumns: number;
}
