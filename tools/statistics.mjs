// Did the loss fall? Paired over the fixed evaluation set: each item is its own control.

/**
 * @param {number[]} before losses of the items, same order as `after`
 * @param {number[]} after
 * @returns {{ before: number, after: number, fall: number, error: number }} means, mean fall and its standard error
 */
export function pairedFall(before, after) {
  if (before.length !== after.length || before.length < 2) throw new Error('evaluations of different sets');
  const differences = before.map((loss, i) => loss - after[i]);
  const fall = mean(differences);
  const variance = differences.reduce((sum, d) => sum + (d - fall) ** 2, 0) / (differences.length - 1);
  return { before: mean(before), after: mean(after), fall, error: Math.sqrt(variance / differences.length) };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Learned: at least 1 % less, and more than three standard errors. */
export const hasLearned = ({ before, fall, error }) => fall >= 0.01 * before && fall > 3 * error;
