/** Numbers, bytes and times as a person of each language writes them. */
import { numbers, times } from './intl';

const MINUTE = 60;

export function formatBytes(bytes: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  return numbers(locale, {
    style: 'unit', unit: units[power], unitDisplay: 'short', maximumFractionDigits: digits,
  }).format(value);
}

export function formatNumber(value: number, locale: string, digits = 3): string {
  return numbers(locale, { maximumSignificantDigits: digits }).format(value);
}

/** Losses are compared by eye, so they keep all their digits. */
export function formatLoss(value: number, locale: string): string {
  return numbers(locale, { minimumFractionDigits: 4, maximumFractionDigits: 4 }).format(value);
}

export function formatPercent(share: number, locale: string): string {
  return numbers(locale, {
    style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 1,
  }).format(share);
}

/** Of a whole: no sign. */
export function formatShare(share: number, locale: string): string {
  return numbers(locale, { style: 'percent', maximumFractionDigits: share < 0.0995 ? 1 : 0 }).format(share);
}

/** `40 sec`, `12 min`, `3 hr 5 min`: never finer than is known. */
export function formatDuration(seconds: number, locale: string): string {
  const unit = (value: number, name: 'second' | 'minute' | 'hour') =>
    numbers(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  if (seconds < 1.5 * MINUTE) return unit(Math.max(0, Math.round(seconds)), 'second');
  const minutes = Math.round(seconds / MINUTE);
  if (minutes < 2 * MINUTE) return unit(minutes, 'minute');
  const rest = minutes % MINUTE;
  const hours = unit(Math.floor(minutes / MINUTE), 'hour');
  return rest ? `${hours} ${unit(rest, 'minute')}` : hours;
}

export function formatClock(time: number, locale: string): string {
  return times(locale, { hour: '2-digit', minute: '2-digit' }).format(time);
}

/** Day and clock, for what happened or will. */
export function formatMoment(time: number, locale: string): string {
  return times(locale, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(time);
}

/** The clock, with the day where that is not today's. */
export function formatEnd(time: number, now: number, locale: string): string {
  const isToday = new Date(time).toDateString() === new Date(now).toDateString();
  return isToday ? formatClock(time, locale) : formatMoment(time, locale);
}

/** `860M`, `1.07B`; 8.6亿 in Chinese. */
export function formatCount(value: number, locale: string): string {
  return numbers(locale, { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

export function formatDate(time: number, locale: string): string {
  return times(locale, { dateStyle: 'medium' }).format(time);
}
