/** @file The lines of the run's chart: where their numbers lie and what is drawn of them. */
import type { EvalRecord } from '../../../train/messages';
import { indexWindow, outline, outlineSteps } from './envelope';
import { firstAbove, type RunLog } from './run-log';
import type { StepRange } from './step-range';

/** `fixed` is the loss on the fixed evaluation set. */
export const SERIES = ['raw', 'smooth', 'fixed', 'rate', 'gradient', 'norm'] as const;
export type SeriesKey = (typeof SERIES)[number];

/** Lines that are no losses: each has a scale of its own. */
export const SIDES = ['rate', 'gradient', 'norm'] as const satisfies SeriesKey[];
export type SideKey = (typeof SIDES)[number];

export const isSide = (key: SeriesKey): key is SideKey => SIDES.some((side) => side === key);

export interface ChartSource {
  log: RunLog;
  /** as long as the log */
  smoothed: Float64Array;
  evals: readonly EvalRecord[];
}

/** Steps, then the values at each of them for one line or several. */
export type ChartTable = [number[], ...(number | null)[][]];

function columnOf(key: Exclude<SeriesKey, 'fixed'>, { log, smoothed }: ChartSource): Float64Array {
  if (key === 'smooth') return smoothed;
  return log.column(key === 'raw' ? 'loss' : key);
}

/** What to draw: lines that are known at each step, and the evaluations. `places`: of two points each, across the chart. */
export function chartTables(source: ChartSource, shown: readonly SeriesKey[], range: StepRange, places: number): [ChartTable, ChartTable] {
  const { log, evals } = source;
  const steps = log.column('step');
  const window = indexWindow(steps, range.first, range.last);
  const perStep = shown.filter((key) => key !== 'fixed');
  const measured = evals.map(({ step }) => step);
  const seen = indexWindow(measured, range.first, range.last);
  const losses = evals.map(({ loss }) => loss);
  return [
    [outlineSteps(steps, window, places), ...perStep.map((key) => outline(columnOf(key, source), window, places))],
    shown.includes('fixed') ? [outlineSteps(measured, seen, places), outline(losses, seen, places)] : [[], []],
  ];
}

/** The number of each line at `step`, or at the last step before it that has one. */
export function valueAt(source: ChartSource, key: SeriesKey, step: number): number | undefined {
  const { log, evals } = source;
  const steps = key === 'fixed' ? evals.map((record) => record.step) : log.column('step');
  const index = firstAbove(steps, step) - 1;
  if (index < 0) return undefined;
  const value = key === 'fixed' ? evals[index].loss : columnOf(key, source)[index];
  return Number.isFinite(value) ? value : undefined;
}
