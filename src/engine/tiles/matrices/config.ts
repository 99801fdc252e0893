/**
 * @file Matrices of subgroups (`chromium-experimental-subgroup-matrix`), where a browser has them: what an adapter offers, and the
 * tile that uses them. Nothing depends on them: no table names the tile, it runs where it was measured, right and faster.
 */
import type { Tile } from '../tile';

export const MATRIX_FEATURE = 'chromium-experimental-subgroup-matrix';

/** M × K times K × N in f16, sums in f32, by all threads of a subgroup together. */
export interface MatrixConfig {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** threads */
  readonly subgroup: number;
}

/** As Chromium has them in `GPUAdapterInfo`, if it has them. */
interface Offered {
  readonly subgroupMatrixConfigs?: Iterable<{ componentType: string; resultComponentType: string; M: number; N: number; K: number }>;
}

export const MATRIX_TILE: Tile = { rows: 64, columns: 64, depth: 32, threadRows: 4, threadColumns: 8, held: 'matrices' };
const THREADS = 128;
/** Rows and columns that follow each row in workgroup memory, so that neighbours lie in different banks. */
const PADDING = 8;
/** Of workgroup memory: one matrix of f32 sums for each subgroup, at most. */
const SUMS_BYTES = 4096;

/** Of workgroup memory. */
export const matrixBytes = ({ rows, columns, depth }: Tile): number => 2 * (rows * (depth + PADDING) + depth * (columns + PADDING)) + SUMS_BYTES;

/** How the subgroups of a workgroup share the tile, and how many matrices each has. */
export function sharesOf({ m, n, subgroup }: MatrixConfig): { down: number; across: number; i: number; j: number } {
  const down = THREADS / subgroup >= 8 ? 4 : 2;
  const across = THREADS / subgroup / down;
  return { down, across, i: MATRIX_TILE.rows / down / m, j: MATRIX_TILE.columns / across / n };
}

/** One that the kernel can use, the largest first; undefined where there is none, or where subgroups differ in size. */
export function matricesOf({ features, info }: GPUAdapter): MatrixConfig | undefined {
  const { subgroupMinSize: subgroup, subgroupMaxSize } = info;
  if (!features.has(MATRIX_FEATURE as GPUFeatureName) || !features.has('shader-f16') || subgroup !== subgroupMaxSize) return undefined;
  const offered = [...((info as Offered).subgroupMatrixConfigs ?? [])].filter((one) => one.componentType === 'f16' && one.resultComponentType === 'f32');
  const usable = offered.map(({ M, N, K }) => ({ m: M, n: N, k: K, subgroup })).filter(fits);
  return usable.toSorted((a, b) => b.m * b.n * b.k - a.m * a.n * a.k)[0];
}

function fits(config: MatrixConfig): boolean {
  const { m, n, k, subgroup } = config;
  const { down, across, i, j } = sharesOf(config);
  const whole = [THREADS / subgroup, across, down, i, j, MATRIX_TILE.depth / k, n / 4].every((count) => Number.isInteger(count) && count >= 1);
  return whole && (4 * m * n * THREADS) / subgroup <= SUMS_BYTES;
}
