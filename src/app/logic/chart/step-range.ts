/** @file The steps that the chart shows: a stretch of the run, or all of it. */

export interface StepRange {
  first: number;
  last: number;
}

/** Narrower than this there is nothing more to see. */
const NARROWEST = 2;

const widthOf = ({ first, last }: StepRange): number => last - first;

/** Inside `whole`, as wide as it was where that is possible. */
export function within(range: StepRange, whole: StepRange): StepRange {
  const width = Math.min(Math.max(widthOf(range), NARROWEST), widthOf(whole));
  const first = Math.min(Math.max(range.first, whole.first), whole.last - width);
  return { first, last: first + width };
}

/** `factor` below 1 shows less; `around` stays where it is. */
export function zoomed(range: StepRange, whole: StepRange, factor: number, around: number): StepRange {
  const width = Math.min(Math.max(widthOf(range) * factor, NARROWEST), widthOf(whole));
  const share = widthOf(range) > 0 ? (around - range.first) / widthOf(range) : 0;
  return within({ first: around - share * width, last: around + (1 - share) * width }, whole);
}

/** By a share of what is shown; negative is earlier. */
export function moved(range: StepRange, whole: StepRange, share: number): StepRange {
  const by = share * widthOf(range);
  return within({ first: range.first + by, last: range.last + by }, whole);
}

export const isWhole = (range: StepRange, whole: StepRange): boolean => range.first <= whole.first && range.last >= whole.last;
