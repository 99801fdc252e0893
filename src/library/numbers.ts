/** @file Lengths, products and cosines of rows of vectors. Rows are [count, width] f32; sums are f64. */

export const rowOf = (rows: Float32Array, width: number, i: number): Float32Array => rows.subarray(i * width, (i + 1) * width);

export function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export const norm = (row: Float32Array): number => Math.sqrt(product(row, row));

/** 0 where one of the two is zero: it has no direction. */
export function cosine(a: Float32Array, b: Float32Array): number {
  const lengths = norm(a) * norm(b);
  return lengths === 0 ? 0 : product(a, b) / lengths;
}

/** Norm of every row. */
export function norms(rows: Float32Array, width: number): number[] {
  return Array.from({ length: rows.length / width }, (_, i) => norm(rowOf(rows, width, i)));
}

/** The value below which a share of the sorted values lies, between neighbours in proportion. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}
