/** How long a step took with the same model, size, batch and adapter: what a run before it tells of the next one. */
import type { StorageName } from '../../../train/messages';
import type { RunSettings } from '../../../train/settings';

export interface StepTime {
  key: string;
  seconds: number;
}

export interface StepPlace {
  modelId: string;
  adapter: string;
  storage: StorageName;
}

type StepSettings = Pick<RunSettings, 'width' | 'height' | 'batch' | 'accumulate' | 'recompute' | 'resize'>;

const MOST = 100;

export function stepKey({ width = 0, height = 0, batch, accumulate, recompute = 'auto', resize = 'crop' }: StepSettings, place: StepPlace): string {
  return JSON.stringify([place.modelId, width, height, batch, accumulate, recompute, resize, place.adapter, place.storage]);
}

/** The newest first; the oldest are forgotten. */
export const withTime = (times: readonly StepTime[], time: StepTime): StepTime[] =>
  [time, ...times.filter(({ key }) => key !== time.key)].slice(0, MOST);

/** Of the store: an older version of the app may have written it. */
export function timesIn(value: unknown): StepTime[] {
  const isTime = ({ key, seconds }: Partial<StepTime>): boolean => typeof key === 'string' && typeof seconds === 'number' && seconds > 0;
  return Array.isArray(value) ? value.filter((time: Partial<StepTime> | null) => time !== null && isTime(time)) : [];
}
