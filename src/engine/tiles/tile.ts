/** @file A tile of a product: what one workgroup makes, in what steps, and what it takes. */
import type { Storage } from '../storage';
import { matrixBytes } from './matrices/config';

/** Counts of elements; columns and depth are multiples of four. */
export interface Tile {
  /** of the result, made by one workgroup */
  readonly rows: number;
  readonly columns: number;
  /** of the sum, held in workgroup memory at a time */
  readonly depth: number;
  /** of the result, made by one thread */
  readonly threadRows: number;
  readonly threadColumns: number;
  /** how operands lie in workgroup memory: as they are stored (half the bytes, widened at each use), f32, or for matrices of subgroups */
  readonly held: 'stored' | 'f32' | 'matrices';
}

export const threadsOf = ({ rows, columns, threadRows, threadColumns }: Tile): number => (rows / threadRows) * (columns / threadColumns);

/** Of workgroup memory: both operands, with one more row or column so that neighbours lie in different banks. */
export function bytesOf(tile: Tile, storage: Storage): number {
  const { rows, columns, depth, held } = tile;
  if (held === 'matrices') return matrixBytes(tile);
  const quad = held === 'f32' || storage === 'f32' ? 16 : 8;
  return quad * ((depth / 4) * (rows + 1) + depth * (columns / 4 + 1));
}

export const nameOf = ({ rows, columns, depth, threadRows, threadColumns, held }: Tile): string =>
  `${rows}x${columns}x${depth} by ${threadRows}x${threadColumns} ${held}`;
