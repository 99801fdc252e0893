/** What came of a run, in words. */
import type { Text } from './en';
import { fill, plural } from './fill';
import { formatLoss, formatNumber, formatPercent } from './format';

interface Measured {
  step: number;
  loss: number;
}

/** First and last loss on the fixed set, and the best where it is not the last. */
export function resultText({ runs }: Text, evals: readonly Measured[], tag: string): string {
  const [first, last] = [evals[0], evals.at(-1)];
  const loss = (measured: Measured): string => formatLoss(measured.loss, tag);
  if (!first || !last) return runs.resultNone;
  if (evals.length === 1) return fill(runs.resultOne, { first: loss(first) });
  const change = formatPercent(last.loss / first.loss - 1, tag);
  const result = fill(runs.result, { first: loss(first), last: loss(last), change });
  const best = evals.reduce((lowest, one) => (one.loss < lowest.loss ? one : lowest));
  if (best === last) return result;
  return `${result}, ${fill(runs.resultBest, { best: loss(best), step: formatNumber(best.step, tag, 7) })}`;
}

/** `500 steps`, `120 of 500 steps` */
export function stepsText({ runs }: Text, done: number | undefined, of: number, tag: string): string {
  const number = (value: number): string => formatNumber(value, tag, 7);
  if (done === undefined || done === of) return plural(runs.steps, of, tag, { count: number(of) });
  return plural(runs.stepsOf, of, tag, { count: number(of), done: number(done) });
}
