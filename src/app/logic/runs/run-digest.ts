/** What a list shows of a run's log: a curve of few points, the measurements, the last preview. */
import type { RunOutline } from '../../../store/runs';
import type { RunState } from '../../../train/records';
import { Smoothed } from '../chart/smoothing';

/** Losses of single steps are noise: smoothed, then the mean of so many parts. */
const POINTS = 48;
const WEIGHT = 0.9;

export interface RunDigest {
  /** steps done */
  steps: number;
  /** smoothed loss of each part of the run, in order */
  curve: number[];
  /** on the fixed set */
  evals: { step: number; loss: number }[];
  preview?: Blob;
  previews: number;
}

export function digestOf({ losses, evals, previews, previewCount }: RunOutline<RunState>): RunDigest {
  const measured = evals.map(({ step, loss }) => ({ step, loss }));
  return { steps: losses.length, curve: bucketMeans(new Smoothed(WEIGHT).follow(losses), POINTS), evals: measured, preview: previews.at(-1)?.png, previews: previewCount };
}

/** Means of at most `most` parts of nearly the same length; what is no number is left out. */
export function bucketMeans(values: ArrayLike<number>, most: number): number[] {
  const parts = Math.min(most, values.length);
  const means = Array.from({ length: parts }, (_, part) => {
    const [first, end] = [part, part + 1].map((at) => Math.floor((at * values.length) / parts));
    return meanOf(values, first, end);
  });
  return means.filter(Number.isFinite);
}

function meanOf(values: ArrayLike<number>, first: number, end: number): number {
  let [sum, count] = [0, 0];
  for (let i = first; i < end; i++) {
    if (!Number.isFinite(values[i])) continue;
    sum += values[i];
    count++;
  }
  return sum / count;
}

/** Points of an SVG line through the values, the lowest at the bottom and the highest at the top of a box of 100 × 100. */
export function linePoints(places: readonly { at: number; value: number }[]): string {
  const values = places.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const height = high > low ? high - low : 1;
  const round = (value: number): number => Math.round(value * 10) / 10;
  return places.map(({ at, value }) => `${round(100 * at)},${round(100 - (100 * (value - low)) / height)}`).join(' ');
}
