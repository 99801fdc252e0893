/**
 * @file What stands in the fields of preparing: text as typed, so that bad input is shown and answered rather than lost. Ranges
 * are those of A1111's sliders (webui 1.6.1, modules/ui.py), steps too where pictures need them.
 */
import type { Text } from '../../text/en';

export type PrepareDraft = Record<keyof Text['prepare']['fields'], string>;
export type PrepareKey = keyof PrepareDraft;

export interface StepRange {
  min: number;
  max: number;
  /** values are multiples of it; absent: any number */
  step?: number;
}

const SIDE: StepRange = { min: 64, max: 2048, step: 8 };
const SHARE: StepRange = { min: 0, max: 1 };
const AREA: StepRange = { min: 64 * 64, max: 2048 * 2048, step: 1 };

export const PREPARE_RANGES = {
  width: SIDE,
  height: SIDE,
  step: { min: 8, max: 256, step: 8 },
  threshold: SHARE,
  overlap: { min: 0, max: 0.9 },
  face: SHARE,
  entropy: SHARE,
  edges: SHARE,
  minSide: SIDE,
  maxSide: SIDE,
  minArea: AREA,
  maxArea: AREA,
  error: SHARE,
} as const satisfies Partial<Record<PrepareKey, StepRange>>;

export type RangeKey = keyof typeof PREPARE_RANGES;

export const PREPARE_CHOICES = {
  sizes: ['one', 'ratio'],
  objective: ['area', 'error'],
  existing: ['ignore', 'copy', 'prepend', 'append'],
} as const satisfies Partial<Record<PrepareKey, readonly string[]>>;

export type PrepareChoiceKey = keyof typeof PREPARE_CHOICES;

/** Fields that are `on` or `off`. */
export const PREPARE_SWITCHES = ['keepOriginal', 'horizontal', 'vertical', 'both', 'split', 'focal', 'debug', 'autoSize'] as const satisfies PrepareKey[];

export const isPrepareSwitch = (key: PrepareKey): boolean => (PREPARE_SWITCHES as readonly PrepareKey[]).includes(key);
export const isRangeKey = (key: PrepareKey): key is RangeKey => key in PREPARE_RANGES;
export const isPrepareChoice = (key: PrepareKey): key is PrepareChoiceKey => key in PREPARE_CHOICES;

/** Fields that belong to a switch: of no account while it is off. */
export const PARTS = {
  split: ['threshold', 'overlap'],
  focal: ['face', 'entropy', 'edges', 'debug'],
  autoSize: ['minSide', 'maxSide', 'minArea', 'maxArea', 'objective', 'error'],
} as const satisfies Partial<Record<PrepareKey, readonly PrepareKey[]>>;

export type PartKey = keyof typeof PARTS;
const partOf = (key: PrepareKey): PartKey | undefined =>
  (Object.keys(PARTS) as PartKey[]).find((part) => (PARTS[part] as readonly PrepareKey[]).includes(key));

/** Nothing follows from such a field as the others stand. */
export function isOff(key: PrepareKey, draft: PrepareDraft): boolean {
  const part = partOf(key);
  return key === 'step' ? draft.sizes === 'one' : part !== undefined && draft[part] === 'off';
}
