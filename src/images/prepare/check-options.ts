/** @file Whether options can be worked with. The ranges are those of the sliders in A1111's preprocess tab. */
import type { AutoSizeSettings } from '../crops/auto-size';
import type { PrepareOptions } from './options';

export type OptionPart = 'size' | 'split' | 'focal' | 'autoSize' | 'flips' | 'existing';

export const SIDES = { least: 64, most: 2048, step: 8 };

/** Parts that are wrong; of anything, say of what an older version of the app stored. */
export function wrongOptions(value: unknown): OptionPart[] {
  const { width, height, step, split, focal, autoSize, flips, existing } = (value ?? {}) as Partial<PrepareOptions>;
  const right: Record<OptionPart, boolean> = {
    size: isSide(width) && isSide(height) && (step === undefined || (Number.isInteger(step) && isWithin(step, 8, SIDES.least))),
    split: !split || (isWithin(split.threshold, 0, 1) && isWithin(split.overlap, 0, 0.9)),
    focal: !focal || [focal.face, focal.entropy, focal.edges].every((weight) => isWithin(weight, 0, 1)),
    autoSize: !autoSize || isAutoSize(autoSize),
    flips: Array.isArray(flips),
    existing: ['ignore', 'copy', 'prepend', 'append'].includes(existing as string),
  };
  return (Object.keys(right) as OptionPart[]).filter((part) => !right[part]);
}

const isWithin = (value: unknown, least: number, most: number): boolean => typeof value === 'number' && value >= least && value <= most;

const isSide = (value: unknown): boolean => isWithin(value, SIDES.least, SIDES.most) && (value as number) % SIDES.step === 0;

function isAutoSize({ minSide, maxSide, minArea, maxArea, objective, threshold }: AutoSizeSettings): boolean {
  return isSide(minSide) && isSide(maxSide) && minSide <= maxSide && isWithin(minArea, SIDES.least ** 2, SIDES.most ** 2) &&
    isWithin(maxArea, minArea, SIDES.most ** 2) && ['area', 'error'].includes(objective) && isWithin(threshold, 0, 1);
}
