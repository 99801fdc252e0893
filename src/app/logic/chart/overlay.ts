/** Two runs in one picture: both smoothed courses and both measurements over the same steps. */
import type { RunOutline } from '../../../store/runs';
import type { RunState } from '../../../train/records';
import { Smoothed } from './smoothing';

/** More points than this are not told apart. */
const MOST_POINTS = 600;
const WEIGHT = 0.95;

/** Steps and values, both rising in the steps. */
export type Course = [steps: number[], values: number[]];

/** The smoothed loss; the first step is step 1. */
export function smoothedCourse(losses: ArrayLike<number>): Course {
  const smoothed = new Smoothed(WEIGHT).follow(losses);
  const stride = Math.max(1, Math.ceil(smoothed.length / MOST_POINTS));
  const kept = Array.from({ length: Math.ceil(smoothed.length / stride) }, (_, i) => i * stride);
  if (kept.length && kept.at(-1) !== smoothed.length - 1) kept.push(smoothed.length - 1);
  return [kept.map((i) => i + 1), kept.map((i) => smoothed[i])];
}

export const measuredCourse = (evals: readonly { step: number; loss: number }[]): Course => [evals.map(({ step }) => step), evals.map(({ loss }) => loss)];

/** Line and points of each, in the order of the runs. */
export const coursesOf = (outlines: readonly RunOutline<RunState>[]): Course[] =>
  outlines.flatMap(({ losses, evals }) => [smoothedCourse(losses), measuredCourse(evals)]);

/** The last of `entries` at or before `step`. */
export const upTo = <T extends { step: number }>(entries: readonly T[], step: number): T | undefined => entries.findLast((entry) => entry.step <= step);

/** Steps at which any of the runs has a picture, rising. */
export const pictureSteps = (lists: readonly (readonly { step: number }[])[]): number[] =>
  [...new Set(lists.flat().map(({ step }) => step))].sort((a, b) => a - b);
