/** The pair of vectors that are most alike, and how alike all pairs are on average. */
export interface Likeness {
  /** places of the pair, from 0 */
  a: number;
  b: number;
  /** cosines */
  value: number;
  mean: number;
}

/** `between`: [count][count], symmetric. Undefined for a single vector. */
export function likeness(between: readonly (readonly number[])[]): Likeness | undefined {
  let most: Omit<Likeness, 'mean'> | undefined;
  let sum = 0;
  for (const [a, row] of between.entries()) {
    for (let b = 0; b < a; b++) {
      sum += row[b];
      if (!most || row[b] > most.value) most = { a: b, b: a, value: row[b] };
    }
  }
  return most && { ...most, mean: sum / ((between.length * (between.length - 1)) / 2) };
}
