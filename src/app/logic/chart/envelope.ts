/**
 * @file Long columns made short enough to draw without losing their outline: of as many steps as fall on one place the lowest and
 * the highest value stay, in their order. Leaving out every n-th would leave out the outliers people look for.
 */
import { firstAbove } from './run-log';

/** First and last (exclusive) index of the steps to draw from `first` to `last`, with a neighbour beyond either end. */
export function indexWindow(steps: ArrayLike<number>, first: number, last: number): [number, number] {
  const begin = Math.max(0, firstAbove(steps, first) - 2);
  return [begin, Math.min(steps.length, firstAbove(steps, last) + 1)];
}

/** Where each of `places` begins; two rows each. Few enough are all taken: one row each. */
function strideOf(count: number, places: number): number {
  return count <= 2 * places ? 1 : Math.ceil(count / places);
}

/** The steps of the rows that `outline` gives for the same window. */
export function outlineSteps(steps: ArrayLike<number>, [begin, end]: [number, number], places: number): number[] {
  const stride = strideOf(end - begin, places);
  const rows: number[] = [];
  for (let from = begin; from < end; from += stride) {
    rows.push(steps[from]);
    const last = Math.min(end, from + stride) - 1;
    if (stride > 1) rows.push(steps[last] > steps[from] ? steps[last] : steps[from] + 0.5);
  }
  return rows;
}

/** Values of the window `[begin, end)` for at most `places` places of two rows; null where there is no number. */
export function outline(values: ArrayLike<number>, [begin, end]: [number, number], places: number): (number | null)[] {
  const stride = strideOf(end - begin, places);
  const rows: (number | null)[] = [];
  for (let from = begin; from < end; from += stride) {
    if (stride === 1) rows.push(Number.isFinite(values[from]) ? values[from] : null);
    else rows.push(...extremes(values, from, Math.min(end, from + stride)));
  }
  return rows;
}

/** Lowest and highest, the earlier one first. */
function extremes(values: ArrayLike<number>, begin: number, end: number): [number | null, number | null] {
  let [low, high] = [-1, -1];
  for (let i = begin; i < end; i++) {
    if (!Number.isFinite(values[i])) continue;
    if (low < 0 || values[i] < values[low]) low = i;
    if (high < 0 || values[i] > values[high]) high = i;
  }
  if (low < 0) return [null, null];
  return low < high ? [values[low], values[high]] : [values[high], values[low]];
}
