/** Numbers of the chart's lines. */
import type { SeriesKey } from '../logic/chart/chart-series';
import { formatLoss, formatNumber } from './format';

/** Norms change late in their digits. */
const NORM_DIGITS = 4;

export function formatSeries(key: SeriesKey, value: number, tag: string): string {
  if (key === 'rate' || key === 'gradient') return formatNumber(value, tag);
  return key === 'norm' ? formatNumber(value, tag, NORM_DIGITS) : formatLoss(value, tag);
}
